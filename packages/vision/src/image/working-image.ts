import type { Box, Point } from '../face-engine.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import type { Keep } from './with-mats.ts';

/** Below this longer side an image is a portrait crop: it is enlarged, for the detector's window is 20 px and SIFT needs detail. */
const SMALL_SIDE_PX = 240;
const MOST_ENLARGED = 10;
/** Portrait crops cut faces at the chin and forehead, which the detector wants to see: a share of the width is added around. */
const PADDING_SHARE = 0.25;
/** Above this longer side an image is reduced: a face is described at 160 px whatever the photo holds. */
const LARGE_SIDE_PX = 1600;

/** An image at a size to look for faces in, and the way back to the given one. */
export type WorkingImage = {
  /** BGR or grey, as given. */
  readonly mat: Mat;
  readonly enlarged: boolean;
  toGiven(point: Point): Point;
  boxToGiven(box: Box): Box;
};

export async function toWorkingImage(given: Mat, keep: Keep): Promise<WorkingImage> {
  const longer = Math.max(given.rows, given.cols);
  if (longer < SMALL_SIDE_PX) return enlarge(given, keep);
  if (longer <= LARGE_SIDE_PX) return workingImage(given, { scale: 1, padding: 0 });
  const cv = openCv();
  const scale = LARGE_SIDE_PX / longer;
  const size = [Math.round(given.rows * scale), Math.round(given.cols * scale)] as const;
  const mat = keep(await given.resizeAsync(...size, 0, 0, cv.INTER_AREA));
  return workingImage(mat, { scale, padding: 0 });
}

async function enlarge(given: Mat, keep: Keep): Promise<WorkingImage> {
  const cv = openCv();
  const scale = Math.min(MOST_ENLARGED, Math.ceil(SMALL_SIDE_PX / Math.max(given.rows, given.cols)));
  const [rows, cols] = [given.rows * scale, given.cols * scale];
  const large = keep(await given.resizeAsync(rows, cols, 0, 0, cv.INTER_CUBIC));
  const padding = Math.round(cols * PADDING_SHARE);
  const border = [padding, padding, padding, padding] as const;
  const mat = keep(await large.copyMakeBorderAsync(...border, cv.BORDER_REPLICATE));
  return workingImage(mat, { scale, padding });
}

function workingImage(mat: Mat, { scale, padding }: { scale: number; padding: number }): WorkingImage {
  const toGiven = ({ x, y }: Point): Point => ({ x: (x - padding) / scale, y: (y - padding) / scale });
  return {
    mat,
    enlarged: scale > 1,
    toGiven,
    boxToGiven: (box) => ({ ...toGiven(box), width: box.width / scale, height: box.height / scale }),
  };
}
