import { AppError, ImageHeaderFault, type ImageSize, jpegSize } from '@hadir/platform';

/** More than any ESP32 camera's sensor that a face needs (OV3660: 3.1 million); beyond, decoding only costs time. */
const MAX_PIXELS = 4_000_000;

const SOI = 0xd8;
const EOI = 0xd9;

/**
 * Checks that `bytes` is one whole JPEG of a sane size by its markers alone, without decoding, and answers its size.
 * Throws AppError: unsupported-media (no JPEG), unprocessable `truncated` (it has no end), too-large (pixels).
 */
export function checkJpeg(bytes: Buffer): ImageSize {
  if (!hasMarkerAt(bytes, 0, SOI)) throw notJpeg('the body does not begin with FF D8');
  if (bytes.length < 4 || !hasMarkerAt(bytes, bytes.length - 2, EOI)) {
    throw truncated('the body does not end with FF D9');
  }
  const { width, height } = readSize(bytes);
  if (width * height > MAX_PIXELS) {
    const message = `${width} × ${height} are more than ${MAX_PIXELS} pixels: choose a smaller frame size`;
    throw new AppError('too-large', message, { field: 'body', reason: 'too-many-pixels' });
  }
  return { width, height };
}

function readSize(bytes: Buffer): ImageSize {
  try {
    return jpegSize(bytes);
  } catch (error) {
    if (!(error instanceof ImageHeaderFault)) throw error;
    throw error.reason === 'truncated' ? truncated(error.message) : notJpeg(error.message);
  }
}

function hasMarkerAt(bytes: Buffer, at: number, marker: number): boolean {
  return bytes[at] === 0xff && bytes[at + 1] === marker;
}

function notJpeg(message: string): AppError {
  return new AppError('unsupported-media', `${message}: send one JPEG`, {
    field: 'body',
    reason: 'not-a-jpeg',
  });
}

function truncated(message: string): AppError {
  return new AppError('unprocessable', `${message}: drop this frame`, { field: 'body', reason: 'truncated' });
}
