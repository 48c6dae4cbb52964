import type { Landmarks, Point } from '../face-engine.ts';

/** Landmarks with all five points. */
export type FivePoints = Required<Landmarks>;

/** Places in the iBUG scheme of 68 points: corners of the lids without those of the eye, tip of the nose, corners of the mouth. */
const LEFT_EYE = [37, 38, 40, 41];
const RIGHT_EYE = [43, 44, 46, 47];
const NOSE = [30];
const LEFT_MOUTH = [48, 60];
const RIGHT_MOUTH = [54, 64];

export function fivePoints(points: readonly Point[]): FivePoints {
  return {
    leftEye: meanOf(points, LEFT_EYE),
    rightEye: meanOf(points, RIGHT_EYE),
    nose: meanOf(points, NOSE),
    leftMouth: meanOf(points, LEFT_MOUTH),
    rightMouth: meanOf(points, RIGHT_MOUTH),
  };
}

export function meanOf(points: readonly Point[], places: readonly number[]): Point {
  let [x, y] = [0, 0];
  for (const place of places) {
    x += points[place]?.x ?? 0;
    y += points[place]?.y ?? 0;
  }
  return { x: x / places.length, y: y / places.length };
}
