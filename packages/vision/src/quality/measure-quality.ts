import { headPose } from '../align/head-pose.ts';
import type { FaceQuality, Landmarks, Point } from '../face-engine.ts';
import { withMats } from '../image/with-mats.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import { measureOcclusion } from './measure-occlusion.ts';
import { scoreQuality } from './score-quality.ts';

export type ToMeasure = {
  /** The face upright and grey, so that the figures do not depend on how large it was in the image. */
  readonly portrait: Mat;
  readonly sizePx: number;
  readonly landmarks: Landmarks;
  /** The 68 points, when they are known. */
  readonly points: readonly Point[] | undefined;
  readonly eyesClosed: number | null;
};

export async function measureQuality(face: ToMeasure): Promise<FaceQuality> {
  const cv = openCv();
  const { portrait, sizePx, landmarks, points, eyesClosed } = face;
  const pose = points ? headPose(points) : { yawDeg: null, pitchDeg: null, rollDeg: rollOf(landmarks) };
  return withMats(async (keep) => {
    const edges = keep(await portrait.laplacianAsync(cv.CV_64F));
    const [ofFace, ofEdges] = [await portrait.meanStdDevAsync(), await edges.meanStdDevAsync()];
    for (const mat of [ofFace.mean, ofFace.stddev, ofEdges.mean, ofEdges.stddev]) keep(mat);
    const measured = {
      sizePx,
      sharpness: ofEdges.stddev.at(0, 0),
      brightness: ofFace.mean.at(0, 0),
      ...pose,
      eyesClosed,
      occlusion: points ? await measureOcclusion(portrait) : null,
    };
    return { ...measured, score: scoreQuality(measured) };
  });
}

function rollOf({ leftEye, rightEye }: Landmarks): number {
  return (Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x) * 180) / Math.PI;
}
