import { BadImage } from '../bad-image.ts';
import { type ImageSize, readJpegSize, readPgmSize, readPngSize } from './read-image-size.ts';

/** More than any camera or telephone photo needs, and little enough to decode without harm. */
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_PIXELS = 64_000_000;

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The last chunk: no data, its name, its checksum. */
const PNG_END = Buffer.from('0000000049454e44ae426082', 'hex');
const PGM_SIGNATURE = Buffer.from('P5', 'latin1');

/** What a format says of an image: its size, and whether all of it is there. */
type Reading = { readonly format: string; readonly size: ImageSize | undefined; readonly isWhole: boolean };

/**
 * Throws BadImage unless the bytes are one whole JPEG, PNG or 8-bit PGM of at most 64 megapixels. OpenCV cannot be asked: of a
 * truncated JPEG it makes a full-size picture that is grey below the break, and no error.
 */
export function checkImage(bytes: Buffer): void {
  const fault =
    bytes.length > MAX_BYTES ? `the image is larger than ${MAX_BYTES} bytes` : faultOf(read(bytes));
  if (fault) throw new BadImage(fault);
}

function read(bytes: Buffer): Reading | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    return { format: 'JPEG', size: readJpegSize(bytes), isWhole: endsAsJpeg(bytes) };
  }
  if (bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    const isWhole = bytes.subarray(-PNG_END.length).equals(PNG_END);
    return { format: 'PNG', size: readPngSize(bytes), isWhole };
  }
  if (bytes.subarray(0, PGM_SIGNATURE.length).equals(PGM_SIGNATURE)) {
    const size = readPgmSize(bytes);
    const isWhole = size !== undefined && bytes.length >= size.dataAt + size.width * size.height;
    return { format: 'PGM', size, isWhole };
  }
  return undefined;
}

function faultOf(reading: Reading | undefined): string | undefined {
  if (!reading) return 'the image is no JPEG, PNG or PGM';
  const { format, size, isWhole } = reading;
  if (!isWhole) return `the ${format} is truncated`;
  if (!size || size.width < 1 || size.height < 1) return `the ${format} has no size`;
  return size.width * size.height > MAX_PIXELS ? `the image is larger than ${MAX_PIXELS} pixels` : undefined;
}

/** Cameras pad their buffers with zeros behind the end marker. */
function endsAsJpeg(bytes: Buffer): boolean {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}
