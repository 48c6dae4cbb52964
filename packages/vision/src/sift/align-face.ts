import type { Landmarks } from '../face-engine.ts';
import type { Keep } from '../image/with-mats.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import { CROP_PX, EYES } from './recipe.ts';

/** Rows of the 2×3 matrix that takes a place in the image to its place in the crop. */
export type Similarity = readonly [readonly [number, number, number], readonly [number, number, number]];

/** Turns, scales and moves so that the eyes come to lie where the recipe has them. */
export function alignment({ leftEye, rightEye }: Landmarks): Similarity {
  const dx = rightEye.x - leftEye.x;
  const dy = rightEye.y - leftEye.y;
  const scale = ((EYES.right - EYES.left) * CROP_PX) / Math.hypot(dx, dy);
  const turn = -Math.atan2(dy, dx);
  const cos = Math.cos(turn) * scale;
  const sin = Math.sin(turn) * scale;
  const x = (leftEye.x + rightEye.x) / 2;
  const y = (leftEye.y + rightEye.y) / 2;
  const toX = ((EYES.left + EYES.right) / 2) * CROP_PX;
  const toY = EYES.level * CROP_PX;
  return [
    [cos, -sin, toX - (cos * x - sin * y)],
    [sin, cos, toY - (sin * x + cos * y)],
  ];
}

/** The face upright at the recipe's size. */
export async function alignFace(grey: Mat, landmarks: Landmarks, keep: Keep): Promise<Mat> {
  const cv = openCv();
  const matrix = keep(
    new cv.Mat(
      alignment(landmarks).map((row) => [...row]),
      cv.CV_64F,
    ),
  );
  const size = new cv.Size(CROP_PX, CROP_PX);
  return keep(await grey.warpAffineAsync(matrix, size, cv.INTER_LINEAR, cv.BORDER_REPLICATE));
}
