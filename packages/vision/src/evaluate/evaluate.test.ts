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

it('when a folder of people is evaluated, then misses count as failures and strangers set the threshold', async () => {
  const progress: number[] = [];
  const report = await evaluate({
    engine,
    facesDir: dir,
    layout: 'folders',
    enrol: 1,
    onProgress: ({ done, total }) => progress.push(done / total),
  });
  expect(report.enrolled).toEqual({ people: 2, photos: 2, missed: 0 });
  expect(report.known).toEqual({ probes: 5, missed: 1 });
  expect(report.strangers).toEqual({ probes: 6, missed: 0 });
  expect(report.rank1).toBeCloseTo(0.8);
  expect(report.operatingPoints.map(({ at }) => at)).toEqual(['FPIR 1 %', 'no stranger accepted']);
  expect(report.shipped).toMatchObject({ wrong: 0, strangersAccepted: 0 });
  expect(report.cpuMs.detect).toBeGreaterThan(0);
  expect(progress).toHaveLength(13);
  expect(progress.at(-1)).toBe(1);
});
