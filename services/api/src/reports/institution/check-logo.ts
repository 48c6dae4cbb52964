import { inflateSync } from 'node:zlib';
import { AppError, ImageHeaderFault, jpegSize, pngSize } from '@hadir/platform';

export const MAX_LOGO_BYTES = 512 * 1024;
/** Larger than any print of it needs. */
const MAX_SIDE = 2000;
const MIN_SIDE = 16;
/** Four channels of 16 bits and a filter byte for each line. */
const MOST_BYTES_PER_PIXEL = 8;

export type Logo = {
  readonly bytes: Buffer;
  readonly extension: 'png' | 'jpg';
  readonly contentType: 'image/png' | 'image/jpeg';
};

/** Throws AppError that names what is wrong: neither PNG nor JPEG, a size beyond 16 to 2,000 pixels, or broken data. */
export function checkLogo(bytes: Buffer): Logo {
  const isPng = bytes.subarray(0, 4).equals(Buffer.of(0x89, 0x50, 0x4e, 0x47));
  const isJpeg = bytes.subarray(0, 3).equals(Buffer.of(0xff, 0xd8, 0xff));
  if (!isPng && !isJpeg) throw refused('unsupported-media', 'logo: this is neither a PNG nor a JPEG');
  const { width, height } = sizeOf(bytes, isPng);
  if (Math.max(width, height) > MAX_SIDE || Math.min(width, height) < MIN_SIDE) {
    const message = `logo: is ${width} × ${height}; each side must be ${MIN_SIDE} to ${MAX_SIDE} pixels`;
    throw refused('unprocessable', message);
  }
  if (isPng) checkPixels(bytes, (width * MOST_BYTES_PER_PIXEL + 1) * height);
  return isPng
    ? { bytes, extension: 'png', contentType: 'image/png' }
    : { bytes, extension: 'jpg', contentType: 'image/jpeg' };
}

function sizeOf(bytes: Buffer, isPng: boolean) {
  try {
    return isPng ? pngSize(bytes) : jpegSize(bytes);
  } catch (error) {
    if (error instanceof ImageHeaderFault) throw refused('unprocessable', `logo: ${error.message}`);
    throw error;
  }
}

/** A small PNG can unpack to gigabytes: what its lines take is known from its size, and more is refused. */
function checkPixels(bytes: Buffer, most: number): void {
  if (bytes[28] !== 0) throw refused('unprocessable', 'logo: save the PNG without interlacing');
  const parts: Buffer[] = [];
  let at = 8;
  while (at + 8 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  try {
    inflateSync(Buffer.concat(parts), { maxOutputLength: most });
  } catch {
    throw refused('unprocessable', 'logo: the pixels of the PNG cannot be read');
  }
}

function refused(code: 'unsupported-media' | 'unprocessable', message: string): AppError {
  return new AppError(code, message, { field: 'logo' });
}
