import type { Pixels } from '../../pixels/index.ts';

export type Colour = readonly [blue: number, green: number, red: number];

/** What is seen at a pixel, as it is drawn: written into `into`; answers how opaque it is, 0 to 1. */
export type Paint = (x: number, y: number, into: number[]) => number;

export type Region = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

/** Draws over a picture, in place. */
export function draw({ width, height, data }: Pixels, region: Region, paint: Paint): void {
  const colour = [0, 0, 0];
  const [right, bottom] = [Math.min(width, region.right), Math.min(height, region.bottom)];
  for (let y = Math.max(0, Math.floor(region.top)); y < bottom; y++) {
    for (let x = Math.max(0, Math.floor(region.left)); x < right; x++) {
      const opacity = paint(x, y, colour);
      if (opacity > 0) blend(data, (y * width + x) * 3, colour, opacity);
    }
  }
}

function blend(data: Buffer, at: number, colour: readonly number[], opacity: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const under = data[at + channel] as number;
    const level = under + opacity * ((colour[channel] as number) - under);
    data[at + channel] = level < 0 ? 0 : Math.min(255, level);
  }
}

/** The colour between four pixels; beyond the picture its edge is repeated. */
export function sample({ width, height, data }: Pixels, x: number, y: number, into: number[]): void {
  const [cx, cy] = [Math.max(0, Math.min(width - 1.001, x)), Math.max(0, Math.min(height - 1.001, y))];
  const [left, top] = [Math.floor(cx), Math.floor(cy)];
  const [fx, fy] = [cx - left, cy - top];
  const at = (top * width + left) * 3;
  const below = at + (height > 1 ? width * 3 : 0);
  for (let channel = 0; channel < 3; channel++) {
    const upper = (data[at + channel] as number) * (1 - fx) + (data[at + 3 + channel] as number) * fx;
    const lower = (data[below + channel] as number) * (1 - fx) + (data[below + 3 + channel] as number) * fx;
    into[channel] = upper * (1 - fy) + lower * fy;
  }
}

/** From 0 at 0 to 1 at 1, without a visible edge. */
export function smooth(t: number): number {
  const clamped = Math.min(1, Math.max(0, t));
  return clamped * clamped * (3 - 2 * clamped);
}
