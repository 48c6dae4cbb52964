import type { FaceQuality } from '../face-engine.ts';
import { withMats } from '../image/with-mats.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';

/** Measures the aligned face, so that the figures do not depend on how large the face was in the image. */
export async function measureQuality(face: Mat, sizePx: number): Promise<FaceQuality> {
  const cv = openCv();
  return withMats(async (keep) => {
    const edges = keep(await face.laplacianAsync(cv.CV_64F));
    const [ofFace, ofEdges] = [await face.meanStdDevAsync(), await edges.meanStdDevAsync()];
    for (const mat of [ofFace.mean, ofFace.stddev, ofEdges.mean, ofEdges.stddev]) keep(mat);
    return { sizePx, sharpness: ofEdges.stddev.at(0, 0), brightness: ofFace.mean.at(0, 0) };
  });
}
