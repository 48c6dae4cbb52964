import type { Box } from '../face-engine.ts';
import type { WorkingImage } from '../image/working-image.ts';
import type { Cascade } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';

const SCALE_STEP = 1.1;
const MIN_NEIGHBOURS = 3;
/** A smaller face holds too little to tell people apart. */
const MIN_FACE_PX = 40;
/** An enlarged image is a portrait: its face fills much of it, and what is smaller is no face. */
const MIN_PORTRAIT_SHARE = 0.25;

/** The faces of an image, px of the working image, largest first. */
export async function findFaces(
  cascade: Cascade,
  { grey, enlarged }: WorkingImage,
  maxFaces: number,
): Promise<Box[]> {
  const cv = openCv();
  const side = enlarged ? Math.round(Math.min(grey.rows, grey.cols) * MIN_PORTRAIT_SHARE) : MIN_FACE_PX;
  const minSize = new cv.Size(side, side);
  const { objects } = await cascade.detectMultiScaleAsync(grey, SCALE_STEP, MIN_NEIGHBOURS, 0, minSize);
  return objects
    .map(({ x, y, width, height }) => ({ x, y, width, height }))
    .toSorted((a, b) => b.width - a.width)
    .slice(0, maxFaces);
}
