import type { Box } from '../face-engine.ts';

/** The longer side of what is looked at as a whole, px: a camera's frame. In a larger photo small faces would be lost. */
const WHOLE_PX = 1024;
const TILE = { width: 800, height: 600 };
/** Neighbouring tiles share so much of a side, so that a face on a border is whole in one of them. */
const SHARED = 0.25;

/** Where a detector with a small input looks: at the whole, and at a large photo also part by part. */
export function planTiles(width: number, height: number): Box[] {
  const whole = { x: 0, y: 0, width, height };
  if (Math.max(width, height) <= WHOLE_PX) return [whole];
  const [columns, rows] = [places(width, TILE.width), places(height, TILE.height)];
  return [
    whole,
    ...rows.flatMap(({ from: y, size: tileHeight }) =>
      columns.map(({ from: x, size: tileWidth }) => ({ x, y, width: tileWidth, height: tileHeight })),
    ),
  ];
}

function places(length: number, wanted: number): { from: number; size: number }[] {
  const size = Math.min(length, wanted);
  const count = length <= size ? 1 : Math.ceil((length - size) / (size * (1 - SHARED))) + 1;
  const step = count > 1 ? (length - size) / (count - 1) : 0;
  return Array.from({ length: count }, (_, at) => ({ from: Math.round(at * step), size }));
}
