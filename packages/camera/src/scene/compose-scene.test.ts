import { decodePixels } from '@hadir/vision/pixels';
import { beforeAll, describe, expect, it } from 'vitest';
import { squarePhoto } from '../testing/square-photo.ts';
import { createSceneComposer, type SceneOptions } from './compose-scene.ts';
import { type Box, loadPortrait, NoFaceInPhoto, type Portrait } from './portrait.ts';

const still = {
  scaleVariation: 0,
  turnVariationDeg: 0,
  placeVariation: 0,
  blurPx: 0,
  exposureVariation: 0,
  noise: 0,
};
let portrait: Portrait;
beforeAll(async () => {
  portrait = await loadPortrait(squarePhoto('a'));
});

const compose = (portraits: readonly Portrait[], options: Partial<SceneOptions> = {}, camera = 'door') =>
  createSceneComposer(camera).compose(portraits, { seed: '1', ...options });

/** The box around all pixels that are nearly white. */
async function measureWhite(jpeg: Buffer): Promise<Box> {
  const { width, data } = await decodePixels(jpeg);
  const at = Array.from({ length: data.length / 3 }, (_, index) => index).filter(
    (index) => (data[index * 3 + 1] ?? 0) > 225,
  );
  const xs = at.map((index) => index % width);
  const ys = at.map((index) => Math.floor(index / width));
  const x = xs.reduce((least, value) => Math.min(least, value), width);
  const y = ys.reduce((least, value) => Math.min(least, value), width);
  return {
    x,
    y,
    width: xs.reduce((most, value) => Math.max(most, value), 0) - x + 1,
    height: ys.reduce((most, value) => Math.max(most, value), 0) - y + 1,
  };
}

describe('createSceneComposer', () => {
  it('when the seed is the same, then so are the bytes, whatever was composed before', async () => {
    const composer = createSceneComposer('door');
    const first = await composer.compose([portrait], { seed: '7' });
    await composer.compose([portrait], { seed: '8' });
    expect((await composer.compose([portrait], { seed: '7' })).jpeg.equals(first.jpeg)).toBe(true);
    expect((await compose([portrait], { seed: '7' })).jpeg.equals(first.jpeg)).toBe(true);
    expect((await compose([portrait], { seed: '8' })).jpeg.equals(first.jpeg)).toBe(false);
    expect((await compose([portrait], { seed: '7' }, 'other door')).jpeg.equals(first.jpeg)).toBe(false);
  });

  it.each([
    [60, 'vga'],
    [90, 'vga'],
    [150, 'vga'],
    [220, 'svga'],
  ] as const)(
    'when a face of %i px is asked for at %s, then it measures so, and where the scene says',
    async (facePx, size) => {
      const place = { x: 0.4, y: 0.5 };
      const { jpeg, faces } = await compose([portrait], { size, facePx, place, variation: still });
      const measured = await measureWhite(jpeg);
      const box = faces[0]?.box;
      expect(box?.width).toBe(facePx);
      expect(Math.abs(measured.width - facePx)).toBeLessThanOrEqual(3);
      expect(Math.abs(measured.height - facePx)).toBeLessThanOrEqual(3);
      expect(Math.abs(measured.x - (box?.x ?? 0))).toBeLessThanOrEqual(3);
      expect(Math.abs(measured.y - (box?.y ?? 0))).toBeLessThanOrEqual(3);
      const frameWidth = size === 'vga' ? 640 : 800;
      expect((box?.x ?? 0) + facePx / 2).toBeCloseTo(frameWidth * 0.4);
    },
  );

  it('when variation is on, then size, turn and place stay within what was allowed', async () => {
    const composer = createSceneComposer('door');
    const faces = await Promise.all(
      Array.from({ length: 30 }, async (_, seed) => {
        const scene = await composer.compose([portrait], { seed: `${seed}`, facePx: 100 });
        return scene.faces[0];
      }),
    );
    const widths = faces.map((face) => face?.box.width ?? 0);
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(96);
    expect(Math.max(...widths)).toBeLessThanOrEqual(104);
    expect(new Set(widths).size).toBe(30);
    expect(faces.every((face) => Math.abs(face?.turnDeg ?? 99) <= 4)).toBe(true);
  });

  it.each([
    ['vga', 640, 480, 15_000, 40_000],
    ['svga', 800, 600, 20_000, 60_000],
  ] as const)(
    'when frames are %s, then they have its size and the bytes of the sensor’s quality 10 to 12',
    async (size, width, height, least, most) => {
      for (const sensorQuality of [10, 12]) {
        for (const portraits of [[portrait], []]) {
          const { jpeg } = await compose(portraits, { size, sensorQuality });
          const pixels = await decodePixels(jpeg);
          expect([pixels.width, pixels.height]).toEqual([width, height]);
          expect(jpeg.length).toBeGreaterThan(least);
          expect(jpeg.length).toBeLessThan(most);
        }
      }
    },
  );

  it('when nobody or several stand there, then the scene says so', async () => {
    expect((await compose([])).faces).toEqual([]);
    const others = await Promise.all(['b', 'c'].map((label) => loadPortrait(squarePhoto(label))));
    const { faces } = await compose([portrait, ...others], { facePx: 90 });
    expect(faces.map(({ label }) => label)).toEqual(['a', 'b', 'c']);
    const lefts = faces.map(({ box }) => box.x);
    expect(lefts).toEqual([...lefts].sort((a, b) => a - b));
    expect(faces.every(({ box }) => box.x >= 0 && box.x + box.width <= 640)).toBe(true);
  });

  it('when a face is asked to stand outside, then it is kept inside', async () => {
    const { faces } = await compose([portrait], { place: { x: 2, y: -1 }, facePx: 100 });
    const box = faces[0]?.box;
    expect((box?.x ?? 999) + 100).toBeLessThanOrEqual(640);
    expect(box?.y).toBeGreaterThanOrEqual(0);
  });

  it('when there is more noise, then a still scene has more bytes', async () => {
    const quiet = await compose([], { variation: { ...still, noise: 0 } });
    const loud = await compose([], { variation: { ...still, noise: 3 } });
    expect(loud.jpeg.length).toBeGreaterThan(quiet.jpeg.length * 1.2);
  });
});

describe('loadPortrait', () => {
  it('when the photo does not say where its face is, then it is looked for', async () => {
    const { bytes, face } = squarePhoto('a');
    const looked = await loadPortrait({ bytes, label: 'a' }, async () => face);
    expect(looked.face.width).toBe(80);
    await expect(loadPortrait({ bytes, label: 'a' }, async () => undefined)).rejects.toThrow(NoFaceInPhoto);
    await expect(loadPortrait({ bytes, label: 'a' })).rejects.toThrow(NoFaceInPhoto);
  });
});
