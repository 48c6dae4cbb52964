export type ImageSize = { readonly width: number; readonly height: number };

/** The bytes do not say how large the image is. `message` says what is wrong with them. */
export class ImageHeaderFault extends Error {
  override readonly name = 'ImageHeaderFault';
  readonly reason: 'broken' | 'truncated';

  constructor(reason: 'broken' | 'truncated', message: string) {
    super(message);
    this.reason = reason;
  }
}

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** SOF0 to SOF2: baseline, extended and progressive, which decoders take. */
const FIRST_SOF = 0xc0;
const LAST_SOF = 0xc2;

/**
 * The size in pixels of a JPEG, by its markers alone, without decoding: walks from segment to segment until the frame header.
 * Throws ImageHeaderFault.
 */
export function jpegSize(bytes: Buffer): ImageSize {
  if (bytes[0] !== 0xff || bytes[1] !== SOI) throw broken('the JPEG does not begin with FF D8');
  let at = 2;
  for (;;) {
    const { marker, dataAt, nextAt } = readSegment(bytes, at);
    if (marker >= FIRST_SOF && marker <= LAST_SOF) return frameSize(bytes.subarray(dataAt, nextAt));
    if (marker === SOS || marker === EOI) throw broken('the JPEG has no frame header that can be decoded');
    at = nextAt;
  }
}

function frameSize(header: Buffer): ImageSize {
  if (header.length < 6) throw broken('the frame header of the JPEG is too short');
  return sizeOf('JPEG', header.readUInt16BE(3), header.readUInt16BE(1));
}

type Segment = { readonly marker: number; readonly dataAt: number; readonly nextAt: number };

function readSegment(bytes: Buffer, at: number): Segment {
  if (bytes[at] !== 0xff) throw broken(`byte ${at} of the JPEG is not a marker`);
  let markerAt = at + 1;
  // A marker may be preceded by any number of FF.
  while (bytes[markerAt] === 0xff) markerAt += 1;
  const marker = bytes[markerAt] ?? 0;
  if (marker === 0) throw broken(`byte ${markerAt} of the JPEG is not a marker`);
  const dataAt = markerAt + 3;
  if (isBare(marker)) return { marker, dataAt: markerAt + 1, nextAt: markerAt + 1 };
  if (dataAt > bytes.length) throw truncated('JPEG');
  const length = bytes.readUInt16BE(markerAt + 1);
  if (length < 2) throw broken(`the segment at byte ${at} of the JPEG has no length`);
  const nextAt = markerAt + 1 + length;
  if (nextAt > bytes.length) throw truncated('JPEG');
  return { marker, dataAt, nextAt };
}

/** TEM, RSTn, SOI and EOI stand alone; every other marker is followed by a length. */
function isBare(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
}

const PNG_START = Buffer.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Signature, length and type of the first chunk, width and height. */
const PNG_HEAD_BYTES = 24;

/** The size in pixels of a PNG, which its first chunk (IHDR) says. Throws ImageHeaderFault. */
export function pngSize(bytes: Buffer): ImageSize {
  if (!bytes.subarray(0, PNG_START.length).equals(PNG_START)) {
    throw broken('the PNG does not begin with its signature');
  }
  if (bytes.length < PNG_HEAD_BYTES) throw truncated('PNG');
  if (bytes.toString('latin1', 12, 16) !== 'IHDR') throw broken('the PNG does not begin with IHDR');
  return sizeOf('PNG', bytes.readUInt32BE(16), bytes.readUInt32BE(20));
}

function sizeOf(kind: string, width: number, height: number): ImageSize {
  if (width === 0 || height === 0) throw broken(`the ${kind} says that it has no pixels`);
  return { width, height };
}

function broken(message: string): ImageHeaderFault {
  return new ImageHeaderFault('broken', message);
}

function truncated(kind: string): ImageHeaderFault {
  return new ImageHeaderFault('truncated', `the ${kind} ends within its header`);
}
