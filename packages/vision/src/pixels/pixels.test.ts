import { describe, expect, it } from 'vitest';
import {
  blurPixels,
  cropPixels,
  decodePixels,
  encodeJpeg,
  resizePixels,
  UnreadableImage,
  warpPixels,
} from './index.ts';

/** A grey picture as a PGM file. */
function pgm(width: number, height: number, value: (x: number, y: number) => number): Buffer {
  const values = Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width)));
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), Buffer.from(values)]);
}

const slope = pgm(40, 30, (x, y) => x * 4 + y);
const valueAt = (
  { width, data }: { width: number; data: Buffer },
  x: number,
  y: number,
): number | undefined => data[(y * width + x) * 3];

describe('pixels', () => {
  it('when a grey PGM is read, then it has three equal channels, row by row', async () => {
    const { width, height, data } = await decodePixels(slope);
    expect([width, height, data.length]).toEqual([40, 30, 3_600]);
    expect([...data.subarray(0, 6)]).toEqual([0, 0, 0, 4, 4, 4]);
    expect(valueAt({ width, data }, 10, 7)).toBe(47);
  });

  it('when a picture is written as JPEG and read again, then it is nearly the same', async () => {
    const pixels = await decodePixels(slope);
    const jpeg = await encodeJpeg(pixels, 95);
    expect([...jpeg.subarray(0, 2), ...jpeg.subarray(-2)]).toEqual([0xff, 0xd8, 0xff, 0xd9]);
    const again = await decodePixels(jpeg);
    const differences = again.data.map((value, at) => Math.abs(value - (pixels.data[at] ?? 0)));
    expect(Math.max(...differences)).toBeLessThan(12);
    expect((await encodeJpeg(pixels, 20)).length).toBeLessThan(jpeg.length);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('no image')],
    ['a JPEG cut in its headers', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00])],
  ])('when the bytes are %s, then they are unreadable', async (_, bytes) => {
    await expect(decodePixels(bytes)).rejects.toThrow(UnreadableImage);
  });

  it('when a part is cut out, then it holds the pixels from there, and no more than there are', async () => {
    const pixels = await decodePixels(slope);
    const inside = cropPixels(pixels, { x: 10, y: 5, width: 4, height: 3 });
    expect([inside.left, inside.top, inside.pixels.width, inside.pixels.height]).toEqual([10, 5, 4, 3]);
    expect(valueAt(inside.pixels, 0, 0)).toBe(45);
    expect(valueAt(inside.pixels, 3, 2)).toBe(59);
    const over = cropPixels(pixels, { x: -5, y: 25, width: 10, height: 100 });
    expect([over.left, over.top, over.pixels.width, over.pixels.height]).toEqual([0, 25, 5, 5]);
    const beside = cropPixels(pixels, { x: 500, y: 500, width: 1, height: 1 });
    expect([beside.pixels.width, beside.pixels.height]).toEqual([1, 1]);
  });

  it('when a picture is shrunk, then areas are averaged', async () => {
    const stripes = await decodePixels(pgm(40, 40, (x) => (x % 2) * 200));
    const half = await resizePixels(stripes, 20, 20);
    expect([half.width, half.height]).toEqual([20, 20]);
    expect(new Set(half.data)).toEqual(new Set([100]));
  });

  it('when a picture is moved, then its points go where the map says and its edge is repeated', async () => {
    const pixels = await decodePixels(slope);
    const moved = await warpPixels(pixels, [1, 0, 6, 0, 1, 2], 60, 50);
    expect([moved.width, moved.height]).toEqual([60, 50]);
    expect(valueAt(moved, 16, 9)).toBe(valueAt(pixels, 10, 7));
    expect(valueAt(moved, 0, 0)).toBe(valueAt(pixels, 0, 0));
  });

  it('when a flat picture is blurred, then it stays flat to its edges, and no blur changes nothing', async () => {
    const flat = await decodePixels(pgm(20, 20, () => 130));
    expect(new Set((await blurPixels(flat, 2)).data)).toEqual(new Set([130]));
    expect(await blurPixels(flat, 0)).toBe(flat);
  });
});
