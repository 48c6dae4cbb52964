import { openCv } from './open-cv.ts';
import { type Pixels, withMat } from './pixels.ts';

/** [a, b, c, d, e, f]: a point (x, y) goes to (a·x + b·y + c, d·x + e·y + f). */
export type Affine = readonly [number, number, number, number, number, number];

/** A picture cut out of another, and where it began there. */
export type Crop = { readonly pixels: Pixels; readonly left: number; readonly top: number };

const BYTES_PER_PIXEL = 3;

/** Shrinks or enlarges; areas are averaged when shrinking, so that fine texture does not alias. */
export async function resizePixels(pixels: Pixels, width: number, height: number): Promise<Pixels> {
  const cv = openCv();
  const shrinks = width < pixels.width;
  return withMat(pixels, (mat) =>
    mat.resizeAsync(height, width, 0, 0, shrinks ? cv.INTER_AREA : cv.INTER_CUBIC),
  );
}

/** The part of a picture that lies within the box, which is cut at the picture's edges. At least one pixel. */
export function cropPixels(
  pixels: Pixels,
  box: { x: number; y: number; width: number; height: number },
): Crop {
  const left = clamp(Math.floor(box.x), pixels.width - 1);
  const top = clamp(Math.floor(box.y), pixels.height - 1);
  const right = Math.max(left + 1, clamp(Math.ceil(box.x + box.width), pixels.width));
  const bottom = Math.max(top + 1, clamp(Math.ceil(box.y + box.height), pixels.height));
  const rows = Array.from({ length: bottom - top }, (_, row) => {
    const start = ((top + row) * pixels.width + left) * BYTES_PER_PIXEL;
    return pixels.data.subarray(start, start + (right - left) * BYTES_PER_PIXEL);
  });
  return {
    pixels: { width: right - left, height: bottom - top, data: Buffer.concat(rows) },
    left,
    top,
  };
}

/** Moves, turns and scales onto a canvas of the given size; beyond the picture its edge is repeated. */
export async function warpPixels(
  pixels: Pixels,
  map: Affine,
  width: number,
  height: number,
): Promise<Pixels> {
  const cv = openCv();
  const [a, b, c, d, e, f] = map;
  const matrix = new cv.Mat(
    [
      [a, b, c],
      [d, e, f],
    ],
    cv.CV_64F,
  );
  try {
    return await withMat(pixels, (mat) =>
      mat.warpAffineAsync(matrix, new cv.Size(width, height), cv.INTER_LINEAR, cv.BORDER_REPLICATE),
    );
  } finally {
    matrix.release();
  }
}

/** Gaussian; `sigma` in pixels, 0 for none. */
export async function blurPixels(pixels: Pixels, sigma: number): Promise<Pixels> {
  if (sigma <= 0) return pixels;
  const cv = openCv();
  return withMat(pixels, (mat) =>
    mat.gaussianBlurAsync(new cv.Size(0, 0), sigma, sigma, cv.BORDER_REPLICATE),
  );
}

function clamp(value: number, highest: number): number {
  return Math.min(highest, Math.max(0, value));
}
