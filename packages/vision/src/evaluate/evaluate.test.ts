import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSiftEngine } from '../create-sift-engine.ts';
import type { FaceEngine } from '../face-engine.ts';
import { blurPixels, cropPixels, decodePixels, encodeJpeg } from '../pixels/index.ts';
import { evaluate } from './evaluate.ts';

let engine: FaceEngine;
let dir: string;
beforeAll(async () => {
  engine = await createSiftEngine();
  dir = mkdtempSync(join(tmpdir(), 'hadir-evaluate-'));
  const photo = createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample6.jpg');
  const pixels = await decodePixels(await readFile(photo));
  const { faces } = await engine.extract(await readFile(photo), { maxFaces: 4 });
  for (const [at, { box }] of faces.entries()) {
    const margin = box.width * 0.4;
    const side = box.width + 2 * margin;
    const { pixels: crop } = cropPixels(pixels, {
      x: box.x - margin,
      y: box.y - margin,
      width: side,
      height: side,
    });
    mkdirSync(join(dir, `p${at}`));
    for (const [sigma, name] of [
      [0.3, '1'],
      [0.8, '2'],
      [1.2, '3'],
    ] as const) {
      writeFileSync(join(dir, `p${at}`, `${name}.jpg`), await encodeJpeg(await blurPixels(crop, sigma), 85));
    }
  }
  // A photo without a face: a miss, which counts as a failure.
  const wall = { width: 320, height: 320, data: Buffer.alloc(320 * 320 * 3, 128) };
  writeFileSync(join(dir, 'p0', '4.jpg'), await encodeJpeg(wall, 85));
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await engine.close();
});

it('when a folder of people is evaluated, then every probe is told with what the gallery said, a miss with nothing', async () => {
  const progress: number[] = [];
  const { people, runs } = await evaluate({
    engines: [engine],
    facesDir: dir,
    layout: 'folders',
    enrol: 1,
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  expect(people.map(({ personId }) => personId)).toEqual(['p0', 'p1']);
  expect(runs).toHaveLength(1);
  const [run] = runs;
  expect(run).toMatchObject({ engine: 'sift', condition: 'clean', enrolMisses: 0, halves: null });
  const known = run?.trials.filter(({ personId }) => personId !== undefined) ?? [];
  expect(known.map(({ personId, candidates }) => candidates[0]?.personId === personId)).toEqual([
    ...[true, true, false, true, true],
  ]);
  expect(known[2]).toMatchObject({ foundPx: null, shownPx: null, candidates: [] });
  expect(run?.trials.filter(({ personId }) => personId === undefined)).toHaveLength(6);
  expect(run?.cpuMs.detect).toBeGreaterThan(0);
  expect(progress).toHaveLength(13);
  expect(progress.at(-1)).toBe(1);
});

it('when cameras and halves are asked for, then faces have the width asked and nobody is in both halves', async () => {
  const { runs } = await evaluate({
    engines: [engine],
    facesDir: dir,
    layout: 'folders',
    enrol: 1,
    conditions: ['120', '120+noise'],
    halves: true,
  });
  expect(runs.map(({ condition }) => condition)).toEqual(['120', '120+noise']);
  for (const { trials, halves } of runs) {
    const widths = trials.flatMap(({ foundPx }) => (foundPx === null ? [] : [foundPx]));
    expect(widths.length).toBeGreaterThan(6);
    for (const width of widths) expect(Math.abs(width - 120)).toBeLessThan(30);
    const [first = [], second = []] = halves ?? [];
    expect(new Set(first.map(({ personId }) => personId))).toEqual(new Set(['p0', undefined]));
    expect(new Set(second.map(({ personId }) => personId))).toEqual(new Set(['p1', undefined]));
    expect(first.length + second.length).toBe(trials.length);
  }
});

it('when a condition is none, then the error lists those there are', async () => {
  const asked = evaluate({ engines: [engine], facesDir: dir, layout: 'folders', conditions: ['fog'] });
  await expect(asked).rejects.toThrow('"fog" is no condition; known are clean');
});
