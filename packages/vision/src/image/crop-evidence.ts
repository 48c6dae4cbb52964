import type { Box } from '../face-engine.ts';
import { openCv } from '../pixels/open-cv.ts';
import { decodeImage } from './decode-image.ts';
import { withMats } from './with-mats.ts';

/** Added on every side, as a share of the box: hair and chin, so that a person can be told. */
const MARGIN = 0.35;
const MAX_SIDE_PX = 320;
const JPEG_QUALITY = 85;

/** Cuts a face out of an image as a JPEG of at most 320 px. */
export async function cropEvidence(image: Buffer, box: Box): Promise<Buffer> {
  const cv = openCv();
  return withMats(async (keep) => {
    const whole = keep(await decodeImage(image, 'bgr'));
    const left = Math.max(0, Math.round(box.x - box.width * MARGIN));
    const top = Math.max(0, Math.round(box.y - box.height * MARGIN));
    const right = Math.min(whole.cols, Math.round(box.x + box.width * (1 + MARGIN)));
    const bottom = Math.min(whole.rows, Math.round(box.y + box.height * (1 + MARGIN)));
    const region = keep(whole.getRegion(new cv.Rect(left, top, right - left, bottom - top)));
    const scale = Math.min(1, MAX_SIDE_PX / Math.max(region.rows, region.cols));
    const size = [
      Math.max(1, Math.round(region.rows * scale)),
      Math.max(1, Math.round(region.cols * scale)),
    ] as const;
    const crop = keep(await region.resizeAsync(...size, 0, 0, cv.INTER_AREA));
    return cv.imencodeAsync('.jpg', crop, [cv.IMWRITE_JPEG_QUALITY, JPEG_QUALITY]);
  });
}
