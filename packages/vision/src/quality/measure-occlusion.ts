import { withMats } from '../image/with-mats.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';

/** Parts of the upright portrait, in shares of its side: mouth and chin, what lies between brows and chin, and all of the face. */
const MOUTH = { x: 0.27, y: 0.7, width: 0.46, height: 0.3 };
const INNER_FACE = { x: 0.09, y: 0.14, width: 0.82, height: 0.86 };
const FACE = { x: 0.04, y: 0.02, width: 0.92, height: 0.98 };

/**
 * A mouth varies in grey nearly as much as the face does, a mask hardly at all; and its edges are about as strong as the face's,
 * unless dark glasses outdo them. Of 120 faces of LFW 5 % lie below 0.46 and 0.73; with a plain mask drawn over mouth and nose 95 %
 * lie below 0.36, with dark glasses drawn half below 0.52.
 */
const PLAIN = { never: 0.46, surely: 0.26 };
const OUTDONE = { never: 0.72, surely: 0.42 };

/**
 * How surely a mask or dark glasses cover a part of the face, 0 to 1, from how grey levels and edges are spread over it. What is
 * patterned like a face, a hand above all, goes unnoticed.
 */
export async function measureOcclusion(portrait: Mat): Promise<number> {
  const cv = openCv();
  return withMats(async (keep) => {
    const edges = keep(await portrait.laplacianAsync(cv.CV_64F));
    const spread = async (image: Mat, area: typeof MOUTH): Promise<number> => {
      const [side, { x, y, width, height }] = [portrait.cols, area];
      const rect = new cv.Rect(
        ...([x, y, width, height].map((share) => Math.floor(share * side)) as Rectangle),
      );
      const { mean, stddev } = await keep(image.getRegion(rect)).meanStdDevAsync();
      keep(mean);
      return keep(stddev).at(0, 0);
    };
    const plain = (await spread(portrait, MOUTH)) / Math.max(1, await spread(portrait, FACE));
    const outdone = (await spread(edges, MOUTH)) / Math.max(1, await spread(edges, INNER_FACE));
    return Math.max(howFar(plain, PLAIN), howFar(outdone, OUTDONE));
  });
}

type Rectangle = [number, number, number, number];

/** 0 from `never` on, 1 down from `surely`. */
function howFar(value: number, { never, surely }: typeof PLAIN): number {
  return Math.max(0, Math.min(1, (never - value) / (never - surely)));
}
