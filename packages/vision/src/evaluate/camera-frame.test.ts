import { expect, it } from 'vitest';
import { decodePixels, encodeJpeg } from '../pixels/index.ts';
import { cameraFrame } from './camera-frame.ts';
import { parseCondition } from './condition.ts';

/** A white square, the "face", on black. */
async function photo(
  side: number,
  face: { x: number; y: number; width: number; height: number },
): Promise<Buffer> {
  const data = Buffer.alloc(side * side * 3);
  for (let y = face.y; y < face.y + face.height; y++)
    data.fill(255, (y * side + face.x) * 3, (y * side + face.x + face.width) * 3);
  return encodeJpeg({ width: side, height: side, data }, 95);
}

const face = { x: 100, y: 40, width: 80, height: 80 };
const camera = (name: string) => ({ ...parseCondition(name), faceWidthPx: 60 });

it('when a photo is put before the camera, then its face is that wide in the middle of a VGA frame', async () => {
  const frame = await decodePixels(await cameraFrame(await photo(200, face), face, camera('60'), 'one'));
  expect([frame.width, frame.height]).toEqual([640, 480]);
  const row = Array.from({ length: 640 }, (_, x) => frame.data[(240 * 640 + x) * 3 + 1] ?? 0);
  const bright = row.flatMap((value, x) => (value > 200 ? [x] : []));
  expect(bright.length).toBeGreaterThan(55);
  expect(bright.length).toBeLessThan(65);
  expect(Math.abs(((bright[0] ?? 0) + (bright.at(-1) ?? 0)) / 2 - 320)).toBeLessThan(3);
});

it('when the seed is the same, then so are the bytes', async () => {
  const given = await photo(200, face);
  const one = await cameraFrame(given, face, camera('60+noise'), 'one');
  expect(one.equals(await cameraFrame(given, face, camera('60+noise'), 'one'))).toBe(true);
  expect(one.equals(await cameraFrame(given, face, camera('60+noise'), 'two'))).toBe(false);
});

it('when the light is low, then the frame is dark, and a lower quality makes it smaller', async () => {
  const given = await photo(200, face);
  const mean = async (bytes: Buffer): Promise<number> => {
    const { data } = await decodePixels(bytes);
    return data.reduce((sum, value) => sum + value, 0) / data.length;
  };
  const usual = await cameraFrame(given, face, camera('60'), 'one');
  const dark = await cameraFrame(given, face, camera('60+low-light'), 'one');
  expect(await mean(dark)).toBeLessThan((await mean(usual)) * 0.6);
  expect((await cameraFrame(given, face, camera('60+quality12'), 'one')).length).toBeLessThan(usual.length);
});

it('when the face is at the edge of a large photo, then what lies outside is wall', async () => {
  const atEdge = { x: 0, y: 0, width: 400, height: 400 };
  const frame = await decodePixels(await cameraFrame(await photo(1200, atEdge), atEdge, camera('60'), 'one'));
  expect([frame.width, frame.height]).toEqual([640, 480]);
  expect(frame.data[(240 * 640 + 320) * 3]).toBeGreaterThan(200);
});
