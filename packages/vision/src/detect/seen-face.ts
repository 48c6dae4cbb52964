import type { Box, Landmarks, Point } from '../face-engine.ts';

/** A face in the working image, before it is described; px of that image. */
export type SeenFace = {
  readonly landmarks: Landmarks;
  /** The 68 points of the iBUG scheme, when the network found them. */
  readonly points: readonly Point[] | undefined;
  /** As its detector drew it, for the networks that look at the surroundings, too. */
  readonly drawn: Box;
  /** The square that the face fills, drawn alike whoever found it: see `square-of-face.ts`. */
  readonly box: Box;
};
