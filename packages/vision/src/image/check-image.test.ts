import { describe, expect, it } from 'vitest';
import { BadImage } from '../bad-image.ts';
import { openCv } from '../pixels/open-cv.ts';
import { checkImage } from './check-image.ts';

function encode(extension: string): Buffer {
  const cv = openCv();
  return cv.imencode(extension, new cv.Mat(12, 20, cv.CV_8UC1, 90));
}

const jpeg = encode('.jpg');
const pgm = (header: string, pixels: number): Buffer =>
  Buffer.concat([Buffer.from(header), Buffer.alloc(pixels)]);

describe('an image is checked before it is decoded', () => {
  it.each(['.jpg', '.png', '.pgm'])('when it is a whole %s, then it passes', (extension) => {
    expect(() => checkImage(encode(extension))).not.toThrow();
  });

  it('when a camera padded its JPEG with zeros, then it passes', () => {
    expect(() => checkImage(Buffer.concat([jpeg, Buffer.alloc(64)]))).not.toThrow();
  });

  it('when a PGM carries comments, then it passes', () => {
    expect(() => checkImage(pgm('P5\n# by hand\n4 2\n255\n', 8))).not.toThrow();
  });

  it.each([
    ['a JPEG that ends early', jpeg.subarray(0, -20), 'the JPEG is truncated'],
    ['a PNG that ends early', encode('.png').subarray(0, -4), 'the PNG is truncated'],
    ['a PGM that ends early', pgm('P5\n4 2\n255\n', 7), 'the PGM is truncated'],
    ['a JPEG without a frame', Buffer.from('ffd8ffd9', 'hex'), 'the JPEG has no size'],
    ['a PNG that claims 40,000 × 40,000', claim40k(), 'larger than 64000000 pixels'],
    ['text', Buffer.from('<html>'), 'no JPEG, PNG or PGM'],
    ['nothing', Buffer.alloc(0), 'no JPEG, PNG or PGM'],
  ])('when it is %s, then it is refused', (_, bytes, message) => {
    expect(() => checkImage(bytes)).toThrow(BadImage);
    expect(() => checkImage(bytes)).toThrow(message);
  });
});

function claim40k(): Buffer {
  const png = Buffer.from(encode('.png'));
  png.writeUInt32BE(40_000, 16);
  png.writeUInt32BE(40_000, 20);
  return png;
}
