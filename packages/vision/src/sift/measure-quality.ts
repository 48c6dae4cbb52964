import type { FaceQuality, Landmarks } from '../face-engine.ts';
import { withMats } from '../image/with-mats.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';

/** From here on more pixels, or more edges, do not make a face better known. */
const GOOD_SIZE_PX = 100;
const GOOD_SHARPNESS = 12;

/** Measures the aligned face, so that the figures do not depend on how large the face was in the image. */
export async function measureQuality(
  face: Mat,
  sizePx: number,
  { leftEye, rightEye }: Landmarks,
): Promise<FaceQuality> {
  const cv = openCv();
  return withMats(async (keep) => {
    const edges = keep(await face.laplacianAsync(cv.CV_64F));
    const [ofFace, ofEdges] = [await face.meanStdDevAsync(), await edges.meanStdDevAsync()];
    for (const mat of [ofFace.mean, ofFace.stddev, ofEdges.mean, ofEdges.stddev]) keep(mat);
    const sharpness = ofEdges.stddev.at(0, 0);
    return {
      sizePx,
      sharpness,
      brightness: ofFace.mean.at(0, 0),
      yawDeg: null,
      pitchDeg: null,
      rollDeg: (Math.atan2(rightEye.y - leftEye.y, rightEye.x - leftEye.x) * 180) / Math.PI,
      eyesClosed: null,
      occlusion: null,
      score: Math.min(1, sizePx / GOOD_SIZE_PX) * Math.min(1, sharpness / GOOD_SHARPNESS),
    };
  });
}
