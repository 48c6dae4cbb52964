import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createSiftEngine, type FaceEngine } from '@hadir/vision';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSceneComposer } from './compose-scene.ts';
import { type Box, loadPortrait, type Portrait } from './portrait.ts';

const require = createRequire(import.meta.url);
let engine: FaceEngine;
let people: readonly Portrait[];

beforeAll(async () => {
  engine = await createSiftEngine();
  const bytes = await readFile(require.resolve('@vladmandic/face-api/demo/sample6.jpg'));
  const { faces } = await engine.extract(bytes);
  const boxes = faces.map(({ box }) => box).filter(({ width }) => width > 150);
  people = await Promise.all(boxes.map((face, at) => loadPortrait({ bytes, face, label: `${at}` })));
}, 60_000);
afterAll(() => engine?.close());

const boxesIn = async (jpeg: Buffer): Promise<Box[]> =>
  (await engine.extract(jpeg)).faces.map(({ box }) => box);

/** The box found where a face was put. */
function foundAt(wanted: Box, found: readonly Box[]): Box | undefined {
  const centre = ({ x, y, width, height }: Box) => ({ x: x + width / 2, y: y + height / 2 });
  const [at, reach] = [centre(wanted), wanted.width / 4];
  return found.find((box) => Math.hypot(centre(box).x - at.x, centre(box).y - at.y) < reach);
}

describe('composed scenes, to the detector', () => {
  it.each([80, 120, 180])(
    'when faces of %i px are asked for, then the detector finds them of that size and there',
    async (facePx) => {
      expect(people.length).toBeGreaterThanOrEqual(3);
      const composer = createSceneComposer('door');
      const ratios: number[] = [];
      for (const [at, person] of people.entries()) {
        const { jpeg, faces } = await composer.compose([person], { seed: `${facePx}/${at}`, facePx });
        const found = await boxesIn(jpeg);
        for (const { box } of faces) ratios.push((foundAt(box, found)?.width ?? Number.NaN) / box.width);
      }
      const seen = ratios.filter((ratio) => !Number.isNaN(ratio));
      expect(seen.length).toBeGreaterThanOrEqual(people.length - 1);
      const mean = seen.reduce((sum, ratio) => sum + ratio, 0) / seen.length;
      expect(mean).toBeGreaterThan(0.9);
      expect(mean).toBeLessThan(1.1);
    },
  );

  it('when nobody stands there, then the detector finds nobody', async () => {
    for (const door of ['a', 'b', 'c', 'd']) {
      const { jpeg } = await createSceneComposer(door).compose([], { seed: '1' });
      expect(await boxesIn(jpeg)).toEqual([]);
    }
  });

  it('when three stand there, then the detector finds each where it was put', async () => {
    const composer = createSceneComposer('door');
    const { jpeg, faces } = await composer.compose(people.slice(0, 3), { seed: '1', facePx: 130 });
    const found = await boxesIn(jpeg);
    expect(faces.map(({ box }) => foundAt(box, found) !== undefined)).toEqual([true, true, true]);
  });
});
