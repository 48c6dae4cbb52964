import { ARCFACE_CROP, alignment } from '../align/align-face.ts';
import { type Similarity, scaleOf } from '../align/similarity.ts';
import type { Box, Landmarks } from '../face-engine.ts';

/** Where the square has the middle between the eyes, and how far apart they are, in shares of its width: as the cascade draws it. */
const EYE_LEVEL = 0.39;
const EYE_DISTANCE = 0.35;

const EYES = ARCFACE_CROP.points;
const EYES_APART_PX = EYES.rightEye.x - EYES.leftEye.x;
const BETWEEN_EYES = {
  x: (EYES.leftEye.x + EYES.rightEye.x) / 2,
  y: (EYES.leftEye.y + EYES.rightEye.y) / 2,
};

/**
 * The square around a face by its landmarks, so that sizes mean the same whichever detector found it and whichever way the head is
 * turned: all five points tell how large the face is, not only the eyes.
 */
export function squareOfFace(landmarks: Landmarks): Box {
  const similarity = alignment(landmarks, ARCFACE_CROP);
  const width = EYES_APART_PX / scaleOf(similarity) / EYE_DISTANCE;
  const middle = placeBack(similarity, BETWEEN_EYES);
  return { x: middle.x - width / 2, y: middle.y - width * EYE_LEVEL, width, height: width };
}

function placeBack([[cos, , tx], [sin, , ty]]: Similarity, { x, y }: { x: number; y: number }) {
  const squared = cos * cos + sin * sin;
  const [dx, dy] = [x - tx, y - ty];
  return { x: (cos * dx + sin * dy) / squared, y: (cos * dy - sin * dx) / squared };
}
