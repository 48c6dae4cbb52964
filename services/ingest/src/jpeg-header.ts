import { AppError } from '@hadir/platform';

export type JpegSize = { readonly width: number; readonly height: number };

/** More than any ESP32 camera's sensor that a face needs (OV3660: 3.1 million); beyond, decoding only costs time. */
const MAX_PIXELS = 4_000_000;

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
/** SOF0 to SOF2: baseline, extended and progressive, which decoders take. */
const FIRST_SOF = 0xc0;
const LAST_SOF = 0xc2;

/**
 * Checks that `bytes` is one whole JPEG of a sane size by its markers alone, without decoding, and answers its size.
 * Throws AppError: unsupported-media (no JPEG), unprocessable `truncated` (it has no end), too-large (pixels).
 */
export function checkJpeg(bytes: Buffer): JpegSize {
  if (!hasMarkerAt(bytes, 0, SOI)) throw notJpeg('the body does not begin with FF D8');
  if (bytes.length < 4 || !hasMarkerAt(bytes, bytes.length - 2, EOI)) {
    throw truncated('the body does not end with FF D9');
  }
  const { width, height } = readSize(bytes);
  if (width === 0 || height === 0) throw notJpeg('the JPEG says that it has no pixels');
  if (width * height > MAX_PIXELS) {
    const message = `${width} × ${height} are more than ${MAX_PIXELS} pixels: choose a smaller frame size`;
    throw new AppError('too-large', message, { field: 'body', reason: 'too-many-pixels' });
  }
  return { width, height };
}

/** Walks from segment to segment until the frame header, which holds the size. */
function readSize(bytes: Buffer): JpegSize {
  let at = 2;
  for (;;) {
    const { marker, dataAt, nextAt } = readSegment(bytes, at);
    if (marker >= FIRST_SOF && marker <= LAST_SOF) {
      if (nextAt - dataAt < 6) throw notJpeg('the frame header of the JPEG is too short');
      return { height: bytes.readUInt16BE(dataAt + 1), width: bytes.readUInt16BE(dataAt + 3) };
    }
    if (marker === SOS || marker === EOI) throw notJpeg('the JPEG has no frame header that can be decoded');
    at = nextAt;
  }
}

type Segment = { readonly marker: number; readonly dataAt: number; readonly nextAt: number };

function readSegment(bytes: Buffer, at: number): Segment {
  if (bytes[at] !== 0xff) throw notJpeg(`byte ${at} of the JPEG is not a marker`);
  let markerAt = at + 1;
  // A marker may be preceded by any number of FF.
  while (bytes[markerAt] === 0xff) markerAt += 1;
  const marker = bytes[markerAt] ?? 0;
  if (marker === 0) throw notJpeg(`byte ${markerAt} of the JPEG is not a marker`);
  const dataAt = markerAt + 3;
  if (isBare(marker)) return { marker, dataAt: markerAt + 1, nextAt: markerAt + 1 };
  if (dataAt > bytes.length) throw truncated('the JPEG ends within its header');
  const length = bytes.readUInt16BE(markerAt + 1);
  if (length < 2) throw notJpeg(`the segment at byte ${at} of the JPEG has no length`);
  const nextAt = markerAt + 1 + length;
  if (nextAt > bytes.length) throw truncated('the JPEG ends within its header');
  return { marker, dataAt, nextAt };
}

/** TEM, RSTn, SOI and EOI stand alone; every other marker is followed by a length. */
function isBare(marker: number): boolean {
  return marker === 0x01 || (marker >= 0xd0 && marker <= 0xd9);
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
