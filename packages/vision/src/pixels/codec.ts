import { openCv } from './open-cv.ts';
import { fromMat, type Pixels, toMat } from './pixels.ts';

/** The bytes are no image that can be read. */
export class UnreadableImage extends Error {
  override readonly name = 'UnreadableImage';
}

/** Reads a JPEG, PNG, BMP or PGM; grey becomes colour, and a photo is turned upright as its EXIF orientation says. */
export async function decodePixels(bytes: Buffer): Promise<Pixels> {
  const cv = openCv();
  const mat = await cv.imdecodeAsync(bytes, cv.IMREAD_COLOR).catch((cause: unknown) => {
    throw new UnreadableImage('the image cannot be read', { cause });
  });
  if (mat.cols === 0) throw new UnreadableImage('the image cannot be read');
  return fromMat(mat);
}

/** `quality` is libjpeg's, 1 to 100. */
export async function encodeJpeg(pixels: Pixels, quality: number): Promise<Buffer> {
  const cv = openCv();
  const mat = toMat(pixels);
  try {
    return await cv.imencodeAsync('.jpg', mat, [cv.IMWRITE_JPEG_QUALITY, Math.round(quality)]);
  } finally {
    mat.release();
  }
}
