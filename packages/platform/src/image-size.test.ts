import { expect, test } from 'vitest';
import { ImageHeaderFault, jpegSize, pngSize } from './image-size.ts';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

function faultOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof ImageHeaderFault) return error.reason;
    throw error;
  }
}

test('when an image has a header, then its size is read', () => {
  const jpeg = 'ffd8 ffe0 0004 0000 ffc0 000b 08 01e0 0280 01 011100';
  expect(jpegSize(hex(jpeg))).toEqual({ width: 640, height: 480 });
  const large = 'ffd8 ffc2 000b 08 ffff fffe 01 011100';
  expect(jpegSize(hex(large))).toEqual({ width: 65_534, height: 65_535 });
  const png = '89504e470d0a1a0a 0000000d 49484452 00000280 000001e0';
  expect(pngSize(hex(png))).toEqual({ width: 640, height: 480 });
});

test.each([
  ['empty', '', 'broken'],
  ['no chunk', '89504e470d0a1a0a', 'truncated'],
  ['another first chunk', '89504e470d0a1a0a 00000004 67414d41 0000b18f 31e8965f', 'broken'],
  ['no height', '89504e470d0a1a0a 0000000d 49484452 00000280 00000000', 'broken'],
])('when a PNG is or has %s, then that is the fault', (_what, bytes, reason) => {
  expect(faultOf(() => pngSize(hex(bytes)))).toBe(reason);
});

test.each([
  ['empty', '', 'broken'],
  ['a segment beyond its end', 'ffd8 ffe0 ffff 00', 'truncated'],
  ['no pixels', 'ffd8 ffc0 000b 08 01e0 0000 01 011100', 'broken'],
])('when a JPEG is or has %s, then that is the fault', (_what, bytes, reason) => {
  expect(faultOf(() => jpegSize(hex(bytes)))).toBe(reason);
});
