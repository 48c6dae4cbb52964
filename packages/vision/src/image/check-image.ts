import { BadImage } from '../bad-image.ts';

/** More than any camera or telephone photo needs, and little enough to decode without harm. */
const MAX_BYTES = 32 * 1024 * 1024;

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const PNG_END = Buffer.from('IEND', 'latin1');
const PNG_END_BYTES = 12;
const PGM_SIGNATURE = Buffer.from('P5', 'latin1');

/**
 * Throws BadImage unless the bytes begin and end as one JPEG, PNG or binary PGM. OpenCV cannot be asked: of a truncated JPEG it
 * makes a full-size picture that is grey below the break, and no error.
 */
export function checkImage(bytes: Buffer): void {
  const fault = bytes.length > MAX_BYTES ? `the image is larger than ${MAX_BYTES} bytes` : formatFault(bytes);
  if (fault) throw new BadImage(fault);
}

function formatFault(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return endsAsJpeg(bytes) ? undefined : 'the JPEG is truncated';
  if (bytes.subarray(0, PNG_SIGNATURE.length).equals(PNG_SIGNATURE)) {
    return bytes.subarray(-PNG_END_BYTES).includes(PNG_END) ? undefined : 'the PNG is truncated';
  }
  if (bytes.subarray(0, 2).equals(PGM_SIGNATURE)) return undefined;
  return 'the image is no JPEG, PNG or PGM';
}

/** Cameras pad their buffers with zeros behind the end marker. */
function endsAsJpeg(bytes: Buffer): boolean {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}
