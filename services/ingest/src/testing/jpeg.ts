import { randomBytes } from 'node:crypto';

type JpegOptions = {
  readonly width?: number;
  readonly height?: number;
  /** Of the whole file. */
  readonly bytes?: number;
};

/** The bytes of a JPEG as far as its markers go: SOI, APP0, SOF0, SOS, noise, EOI. A decoder would see noise. */
export function makeJpeg({ width = 640, height = 480, bytes = 600 }: JpegOptions = {}): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt16BE(height, 0);
  size.writeUInt16BE(width, 2);
  const head = Buffer.concat([
    Buffer.from('ffd8', 'hex'),
    Buffer.from('ffe000104a46494600010100000100010000', 'hex'),
    Buffer.from('ffc0000b08', 'hex'),
    size,
    Buffer.from('01011100', 'hex'),
    Buffer.from('ffda0008010100003f00', 'hex'),
  ]);
  // Entropy-coded data holds no FF but before 00.
  const noise = randomBytes(Math.max(0, bytes - head.length - 2)).map((byte) =>
    byte === 0xff ? 0xfe : byte,
  );
  return Buffer.concat([head, noise, Buffer.from('ffd9', 'hex')]);
}
