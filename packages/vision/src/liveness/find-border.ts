import type { Box } from '../face-engine.ts';
import { type GreyImage, shrinkPart } from './grey-image.ts';

/** The face and what is around it is looked at in a square of so many pixels ... */
const SIDE = 128;
/** ... that is so many face boxes wide and high. */
const REACH = 4.5;
/** A step of so many grey levels between neighbours is an edge. */
const EDGE_LEVELS = 12;
/** Edges that lean by so many pixels over their length are looked for, too. */
const LEANS = [-18, -12, -6, 0, 6, 12, 18] as const;
/** Half the length of the line that is looked along, in face boxes: past the face on both sides. */
const HALF_LENGTH = 0.8;
/** Where a side's edge may lie, in face boxes from the face's centre. */
const NEAREST = 0.6;
const FURTHEST = 2.15;
const FACE = SIDE / REACH;
const FIRST = Math.round(SIDE / 2 - FACE * HALF_LENGTH);
const LENGTH = Math.round(2 * FACE * HALF_LENGTH);

/**
 * How far straight edges frame a face on all four sides, 0 to 1: the share of the best line on the side that has the least of
 * it. All four must step the same way, to darker or to lighter outside, as a screen's bezel and a print's margin do; a door
 * frame has no lower edge near a face.
 */
export function findBorder(image: GreyImage, box: Box): number {
  const side = Math.max(box.width, box.height) * REACH;
  const x = box.x + box.width / 2 - side / 2;
  const y = box.y + box.height / 2 - side / 2;
  const seen = shrinkPart(image, { x, y, width: side, height: side }, SIDE, SIDE);
  const [across, down] = [stepsOf(seen, 1, SIDE), stepsOf(seen, SIDE, 1)];
  const sides = [bestLines(across, -1), bestLines(across, 1), bestLines(down, -1), bestLines(down, 1)];
  const darker = Math.min(...sides.map((best) => best.darker));
  const lighter = Math.min(...sides.map((best) => best.lighter));
  return Math.max(darker, lighter);
}

/** 1 where the level rises sharply towards `step`, -1 where it falls. Lines run down the rows of the answer. */
function stepsOf(seen: Float32Array, step: number, along: number): Int8Array {
  const steps = new Int8Array(SIDE * SIDE);
  for (let line = 0; line < SIDE; line++) {
    for (let at = 1; at < SIDE - 1; at++) {
      const here = line * along + at * step;
      const change = (seen[here + step] ?? 0) - (seen[here - step] ?? 0);
      steps[line * SIDE + at] = Math.trunc(clampStep(change / EDGE_LEVELS));
    }
  }
  return steps;
}

function clampStep(steps: number): number {
  return Math.max(-1, Math.min(1, steps));
}

/** The best shares of steps, to darker and to lighter outside, along any line on one side of the face, leaning a little at most. */
function bestLines(steps: Int8Array, side: -1 | 1): { readonly darker: number; readonly lighter: number } {
  let [rises, falls] = [0, 0];
  for (let away = Math.ceil(FACE * NEAREST); away <= FACE * FURTHEST; away++) {
    const middle = SIDE / 2 + side * away;
    for (const lean of LEANS) {
      const share = shareAlong(steps, middle, lean);
      rises = Math.max(rises, share);
      falls = Math.max(falls, -share);
    }
  }
  return side === 1 ? { darker: falls, lighter: rises } : { darker: rises, lighter: falls };
}

/** Steps of the other kind count against it. */
function shareAlong(steps: Int8Array, middle: number, lean: number): number {
  let hits = 0;
  for (let at = 0; at < LENGTH; at++) {
    const place = Math.round(middle + lean * (at / LENGTH - 0.5));
    if (place >= 0 && place < SIDE) hits += steps[(FIRST + at) * SIDE + place] ?? 0;
  }
  return hits / LENGTH;
}
