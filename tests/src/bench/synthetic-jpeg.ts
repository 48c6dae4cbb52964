/**
 * A JPEG of exactly `bytes` bytes with VGA dimensions, whole by its markers, as ingest reads them. Its picture is noise, so
 * it is good for measuring transport only.
 */
export function syntheticJpeg(bytes: number): Buffer {
  const head = Buffer.from([
    ...[0xff, 0xd8],
    // SOF0: length 11, 8 bits, 480 lines, 640 columns, one component
    ...[0xff, 0xc0, 0x00, 0x0b, 0x08, 0x01, 0xe0, 0x02, 0x80, 0x01, 0x01, 0x11, 0x00],
    // SOS: length 8, one component
    ...[0xff, 0xda, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x3f, 0x00],
  ]);
  const end = Buffer.from([0xff, 0xd9]);
  const body = Buffer.alloc(bytes - head.length - end.length);
  for (let i = 0, state = 1; i < body.length; i++) {
    state = (state * 48_271) % 2_147_483_647;
    body[i] = state % 255;
  }
  return Buffer.concat([head, body, end]);
}
