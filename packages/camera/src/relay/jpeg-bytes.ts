const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);

/**
 * The JPEG in a part of a stream, from its start to its end marker; undefined when either is missing. ESP32-CAM's driver
 * hands out such frames after a DMA overrun, and pads whole ones with zeros.
 */
export function wholeJpeg(part: Buffer): Buffer | undefined {
  if (part.indexOf(SOI) !== 0) return undefined;
  const end = part.lastIndexOf(EOI);
  return end < SOI.length ? undefined : part.subarray(0, end + EOI.length);
}
