import type { Box } from '../face-engine.ts';
import type { WorkingImage } from '../image/working-image.ts';
import type { Cascade } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';

const SCALE_STEP = 1.1;
/** Windows that must agree on a face. In 39 simulated frames faces had 8 or more, and half of what was no face had 6 or fewer. */
const MIN_NEIGHBOURS = 6;
/** A smaller face holds too little to tell people apart. */
const MIN_FACE_PX = 40;
/** An enlarged image is a portrait: its face fills much of it, and what is smaller is no face. */
const MIN_PORTRAIT_SHARE = 0.25;

/** Windows that agree on what is surely a face, eyes seen or not. */
const SURE_NEIGHBOURS = 20;

export type FoundFace = {
  /** px of the working image. */
  readonly box: Box;
  /** False: a face only if an eye is seen in it; blinds, shelves and clothes look like faces, too. */
  readonly isSure: boolean;
};

/** The faces of an image, largest first. */
export async function findFaces(
  cascade: Cascade,
  { grey, enlarged }: WorkingImage,
  maxFaces: number,
): Promise<FoundFace[]> {
  const cv = openCv();
  const side = enlarged ? Math.round(Math.min(grey.rows, grey.cols) * MIN_PORTRAIT_SHARE) : MIN_FACE_PX;
  const minSize = new cv.Size(side, side);
  const { objects, numDetections } = await cascade.detectMultiScaleAsync(
    grey,
    SCALE_STEP,
    MIN_NEIGHBOURS,
    0,
    minSize,
  );
  return objects
    .map(({ x, y, width, height }, at) => ({
      box: { x, y, width, height },
      isSure: (numDetections[at] ?? 0) >= SURE_NEIGHBOURS,
    }))
    .toSorted((a, b) => b.box.width - a.box.width)
    .slice(0, maxFaces);
}
