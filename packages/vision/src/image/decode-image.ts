import { BadImage } from '../bad-image.ts';
import type { Mat } from '../open-cv-types.ts';
import { openCv } from '../pixels/open-cv.ts';
import { checkImage } from './check-image.ts';

/** Decodes one whole image, 8 bits a channel. The caller frees it. Rejects with BadImage. */
export async function decodeImage(bytes: Buffer, colour: 'grey' | 'bgr'): Promise<Mat> {
  const cv = openCv();
  checkImage(bytes);
  const flag = colour === 'grey' ? cv.IMREAD_GRAYSCALE : cv.IMREAD_COLOR;
  let mat: Mat;
  try {
    mat = await cv.imdecodeAsync(bytes, flag);
  } catch (cause) {
    // The binding rejects with strings.
    throw new BadImage('the image cannot be decoded', { cause });
  }
  if (mat.rows > 0 && mat.cols > 0) return mat;
  mat.release();
  throw new BadImage('the image cannot be decoded');
}
