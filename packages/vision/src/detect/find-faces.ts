import type { Box } from '../face-engine.ts';
import type { WorkingImage } from '../image/working-image.ts';
import type { Cascade } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';

/**
 * How the cascade looks: the step between sizes, how many windows must agree on a face, and how many on what is surely one, eyes
 * seen or not. A camera's frame is searched in coarse steps, for which fewer windows agree, at 0.6 of the cost: of 168 simulated
 * VGA frames 4 lost their face, and with fine steps 5. Photos may show many small faces, of which coarse steps lose some.
 */
const SEARCH = {
  frame: { step: 1.2, neighbours: 3, sureNeighbours: 10 },
  photo: { step: 1.1, neighbours: 6, sureNeighbours: 20 },
};
/** The longer side of the largest frame that a camera sends, px. */
const FRAME_SIDE_PX = 1024;
/** A smaller face holds too little to tell people apart. */
const MIN_FACE_PX = 56;
/** An enlarged image is a portrait: its face fills much of it, and what is smaller is no face. */
const MIN_PORTRAIT_SHARE = 0.25;

export type FoundFace = {
  /** px of the working image. */
  readonly box: Box;
  /** False: a face only if an eye is seen in it; blinds, shelves and clothes look like faces, too. */
  readonly isSure: boolean;
};

/** The faces of a grey image, largest first. */
export async function findFaces(
  cascade: Cascade,
  { mat: grey, enlarged }: WorkingImage,
  maxFaces: number,
): Promise<FoundFace[]> {
  const cv = openCv();
  const side = enlarged ? Math.round(Math.min(grey.rows, grey.cols) * MIN_PORTRAIT_SHARE) : MIN_FACE_PX;
  const isFrame = !enlarged && Math.max(grey.rows, grey.cols) <= FRAME_SIDE_PX;
  const { step, neighbours, sureNeighbours } = isFrame ? SEARCH.frame : SEARCH.photo;
  const minSize = new cv.Size(side, side);
  const { objects, numDetections } = await cascade.detectMultiScaleAsync(grey, step, neighbours, 0, minSize);
  return objects
    .map(({ x, y, width, height }, at) => ({
      box: { x, y, width, height },
      isSure: (numDetections[at] ?? 0) >= sureNeighbours,
    }))
    .toSorted((a, b) => b.box.width - a.box.width)
    .slice(0, maxFaces);
}
