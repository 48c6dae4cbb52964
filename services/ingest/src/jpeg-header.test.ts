import { AppError } from '@hadir/platform';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkJpeg } from './jpeg-header.ts';
import { makeJpeg } from './testing/jpeg.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function reasonOf(bytes: Buffer): string | undefined {
  try {
    checkJpeg(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.details.reason;
    throw error;
  }
}

test('when a JPEG is whole, then its size is answered', () => {
  expect(checkJpeg(makeJpeg({ width: 800, height: 600 }))).toEqual({ width: 800, height: 600 });
});

test('when markers are padded with FF and a thumbnail lies in APP1, then the size is that of the picture', () => {
  const thumbnail = makeJpeg({ width: 160, height: 120, bytes: 100 });
  const app1 = Buffer.concat([hex('ffff ffe1'), Buffer.of(0, thumbnail.length + 2), thumbnail]);
  const whole = makeJpeg({ width: 640, height: 480 });
  expect(checkJpeg(Buffer.concat([whole.subarray(0, 2), app1, whole.subarray(2)]))).toEqual({
    width: 640,
    height: 480,
  });
});

test.each([
  ['nothing', '', 'not-a-jpeg'],
  ['one byte', 'ff', 'not-a-jpeg'],
  ['a GIF', '474946383961', 'not-a-jpeg'],
  ['only a beginning', 'ffd8', 'truncated'],
  ['a beginning and an end', 'ffd8 ffd9', 'not-a-jpeg'],
  ['no end', 'ffd8 ffc0 000b 08 01e0 0280 01 011100 ffda', 'truncated'],
  ['no marker where one must be', 'ffd8 00 ffd9', 'not-a-jpeg'],
  ['a stuffed byte in place of a marker', 'ffd8 ff00 ffd9', 'not-a-jpeg'],
  ['a segment without length', 'ffd8 ffe0 0001 ffd9', 'not-a-jpeg'],
  ['a segment beyond its end', 'ffd8 ffe0 ffff 00 ffd9', 'truncated'],
  ['a frame header that is too short', 'ffd8 ffc0 0004 08 01 ffd9', 'not-a-jpeg'],
  ['a scan before a frame header', 'ffd8 ffda 0008 0101 0000 3f00 ffd9', 'not-a-jpeg'],
  ['lossless coding', 'ffd8 ffc3 000b 08 01e0 0280 01 011100 ffda 0002 ffd9', 'not-a-jpeg'],
  ['no width', 'ffd8 ffc0 000b 08 01e0 0000 01 011100 ffd9', 'not-a-jpeg'],
  ['65535 × 65535', 'ffd8 ffc0 000b 08 ffff ffff 01 011100 ffd9', 'too-many-pixels'],
])('when it is or has %s, then it is refused', (_what, bytes, reason) => {
  expect(reasonOf(hex(bytes))).toBe(reason);
});

test('when bytes are anything at all, then the check ends, in an answer or in a refusal', () => {
  const wrapped = fc
    .uint8Array({ maxLength: 400 })
    .map((inner) => Buffer.concat([hex('ffd8'), inner, hex('ffd9')]));
  const any = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(wrapped, any), (bytes) => {
      expect([undefined, 'not-a-jpeg', 'truncated', 'too-many-pixels']).toContain(reasonOf(bytes));
    }),
    { numRuns: 2000 },
  );
});

test('when any byte of a good JPEG’s header is changed, then the check ends too', () => {
  const good = makeJpeg({ bytes: 200 });
  fc.assert(
    fc.property(fc.nat(60), fc.nat(255), (at, value) => {
      const changed = Buffer.from(good);
      changed[at] = value;
      expect([undefined, 'not-a-jpeg', 'truncated', 'too-many-pixels']).toContain(reasonOf(changed));
    }),
    { numRuns: 2000 },
  );
});
