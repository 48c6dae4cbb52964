/** What an image says of itself before it is decoded, px. */
export type ImageSize = { readonly width: number; readonly height: number };

/** Start-of-frame markers: C0 to CF without DHT (C4), JPG (C8) and DAC (CC). */
const FRAME_MARKERS = new Set(
  Array.from({ length: 16 }, (_, at) => 0xc0 + at).filter((marker) => ![0xc4, 0xc8, 0xcc].includes(marker)),
);

/** Walks the segments to the frame header; undefined when there is none. */
export function readJpegSize(bytes: Buffer): ImageSize | undefined {
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (FRAME_MARKERS.has(marker)) {
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    }
    // A marker may be preceded by any number of fill bytes.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

/** The header chunk always stands first. */
export function readPngSize(bytes: Buffer): ImageSize | undefined {
  if (bytes.length < 24) return undefined;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** `P5`, width, height and greatest value, with comments between; one white-space character, then a byte for each pixel. */
export function readPgmSize(bytes: Buffer): (ImageSize & { readonly dataAt: number }) | undefined {
  const header = bytes.subarray(0, 512).toString('latin1');
  const gap = String.raw`(?:\s|#[^\n]*\n)+`;
  const found = new RegExp(`^P5${gap}(\\d+)${gap}(\\d+)${gap}(\\d+)\\s`).exec(header);
  if (!found || Number(found[3]) > 255) return undefined;
  return { width: Number(found[1]), height: Number(found[2]), dataAt: found[0].length };
}
