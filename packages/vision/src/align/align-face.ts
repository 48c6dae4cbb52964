import type { Landmarks, Point } from '../face-engine.ts';
import { cutRegion } from '../image/cut-region.ts';
import type { Keep } from '../image/with-mats.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import type { FivePoints } from './five-points.ts';
import { fitSimilarity, type Similarity, scaleOf } from './similarity.ts';

/** Where a crop wants the points of a face, px of the crop. */
export type CropPlan = { readonly sizePx: number; readonly points: FivePoints };

/** Where networks for faces (ArcFace and its kin) want the points of a crop of 112 px: insightface, `face_align.py`, `arcface_dst`. */
const ARCFACE: FivePoints = {
  leftEye: { x: 38.2946, y: 51.6963 },
  rightEye: { x: 73.5318, y: 51.5014 },
  nose: { x: 56.0252, y: 71.7366 },
  leftMouth: { x: 41.5493, y: 92.3655 },
  rightMouth: { x: 70.7299, y: 92.2041 },
};

export const ARCFACE_CROP: CropPlan = { sizePx: 112, points: ARCFACE };

/** The same crop for a network whose input has another size. */
export function arcfaceCrop(sizePx: number): CropPlan {
  const scale = sizePx / ARCFACE_CROP.sizePx;
  const points = movePoints(ARCFACE, ({ x, y }) => ({ x: x * scale, y: y * scale }));
  return { sizePx, points: { ...ARCFACE, ...points } };
}

/** The same face in another crop, with the eyes where that crop has them (shares of its side). */
export function planCrop(sizePx: number, eyes: { left: number; right: number; level: number }): CropPlan {
  const scale = ((eyes.right - eyes.left) * sizePx) / (ARCFACE.rightEye.x - ARCFACE.leftEye.x);
  const middle = (ARCFACE.leftEye.x + ARCFACE.rightEye.x) / 2;
  const level = (ARCFACE.leftEye.y + ARCFACE.rightEye.y) / 2;
  const place = ({ x, y }: Point): Point => ({
    x: ((eyes.left + eyes.right) / 2) * sizePx + (x - middle) * scale,
    y: eyes.level * sizePx + (y - level) * scale,
  });
  return {
    sizePx,
    points: {
      leftEye: place(ARCFACE.leftEye),
      rightEye: place(ARCFACE.rightEye),
      nose: place(ARCFACE.nose),
      leftMouth: place(ARCFACE.leftMouth),
      rightMouth: place(ARCFACE.rightMouth),
    },
  };
}

/** The similarity from an image to a crop: by five points where they are known, else by the eyes. */
export function alignment(landmarks: Landmarks, { points }: CropPlan): Similarity {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = landmarks;
  if (!nose || !leftMouth || !rightMouth) {
    return fitSimilarity([leftEye, rightEye], [points.leftEye, points.rightEye]);
  }
  return fitSimilarity(
    [leftEye, rightEye, nose, leftMouth, rightMouth],
    [points.leftEye, points.rightEye, points.nose, points.leftMouth, points.rightMouth],
  );
}

/** Below this scale a face is reduced before it is turned: a warp looks at four pixels only, and what lies between is lost. */
const WARP_FROM_SCALE = 0.5;
/** Around the crop's corners, as a share of its half-diagonal, so that a reduced region holds all that the crop shows. */
const REGION_MARGIN = 1.05;

/** The face upright in a crop; places outside the image repeat its edge. */
export async function alignFace(image: Mat, landmarks: Landmarks, plan: CropPlan, keep: Keep): Promise<Mat> {
  const similarity = alignment(landmarks, plan);
  const scale = scaleOf(similarity);
  if (scale >= WARP_FROM_SCALE) return warp(image, similarity, plan.sizePx, keep);
  const cv = openCv();
  const middle = cropCentre(similarity, plan.sizePx, scale);
  const half = (plan.sizePx / scale / Math.SQRT2) * REGION_MARGIN;
  const wanted = { x: middle.x - half, y: middle.y - half, width: 2 * half, height: 2 * half };
  const region = cutRegion(image, wanted, keep);
  if (!region) return warp(image, similarity, plan.sizePx, keep);
  const { box, mat } = region;
  const [rows, cols] = [
    Math.max(1, Math.round(box.height * scale)),
    Math.max(1, Math.round(box.width * scale)),
  ];
  const reduced = keep(await mat.resizeAsync(rows, cols, 0, 0, cv.INTER_AREA));
  const moved = (point: Point): Point => ({
    x: ((point.x - box.x) * cols) / box.width,
    y: ((point.y - box.y) * rows) / box.height,
  });
  return warp(reduced, alignment(movePoints(landmarks, moved), plan), plan.sizePx, keep);
}

function cropCentre([[cos, , tx], [sin, , ty]]: Similarity, sizePx: number, scale: number): Point {
  const [dx, dy] = [sizePx / 2 - tx, sizePx / 2 - ty];
  return { x: (cos * dx + sin * dy) / scale ** 2, y: (cos * dy - sin * dx) / scale ** 2 };
}

/** The same landmarks elsewhere. */
export function movePoints(landmarks: Landmarks, move: (point: Point) => Point): Landmarks {
  const { leftEye, rightEye, nose, leftMouth, rightMouth } = landmarks;
  return {
    leftEye: move(leftEye),
    rightEye: move(rightEye),
    ...(nose && { nose: move(nose) }),
    ...(leftMouth && { leftMouth: move(leftMouth) }),
    ...(rightMouth && { rightMouth: move(rightMouth) }),
  };
}

async function warp(image: Mat, similarity: Similarity, sizePx: number, keep: Keep): Promise<Mat> {
  const cv = openCv();
  const matrix = keep(
    new cv.Mat(
      similarity.map((row) => [...row]),
      cv.CV_64F,
    ),
  );
  const size = new cv.Size(sizePx, sizePx);
  return keep(await image.warpAffineAsync(matrix, size, cv.INTER_LINEAR, cv.BORDER_REPLICATE));
}
