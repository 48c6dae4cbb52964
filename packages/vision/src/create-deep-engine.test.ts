import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeepEngine } from './create-deep-engine.ts';
import { createSiftEngine } from './create-sift-engine.ts';
import type { FaceEngine } from './face-engine.ts';
import { findModels } from './network/find-models.ts';
import { blurPixels, decodePixels, encodeJpeg, resizePixels } from './pixels/index.ts';

const photo = (sample: number): Promise<Buffer> =>
  readFile(createRequire(import.meta.url).resolve(`@vladmandic/face-api/demo/sample${sample}.jpg`));

async function resized(image: Buffer, width: number, blurPx = 0): Promise<Buffer> {
  const whole = await decodePixels(image);
  const height = Math.round((whole.height * width) / whole.width);
  return encodeJpeg(await blurPixels(await resizePixels(whole, width, height), blurPx), 60);
}

let engine: FaceEngine;
beforeAll(async () => {
  engine = await createDeepEngine({ models: await findModels(), concurrency: 2 });
});
afterAll(() => engine?.close());

describe('faces by networks', () => {
  it.each([
    [1, 3],
    [2, 3],
    [3, 3],
    [4, 4],
    [5, 5],
    [6, 4],
  ])('when group photo %i is given, then all %i faces are found and nothing else', async (sample, people) => {
    const { faces } = await engine.extract(await photo(sample));
    expect(faces).toHaveLength(people);
    for (const { landmarks, quality } of faces) {
      expect(landmarks.nose).toBeDefined();
      expect(quality.yawDeg).not.toBeNull();
      expect(quality.eyesClosed).not.toBeNull();
    }
  });

  it('when the photo is a small frame of faces of 60 px, then they are found and known by the large ones', async () => {
    const large = (await engine.extract(await photo(6))).faces.toSorted((a, b) => a.box.x - b.box.x);
    const gallery = await engine.buildGallery(
      large.map(({ templates }, at) => ({ personId: `p${at}`, templates })),
    );
    const { faces } = await engine.extract(await resized(await photo(6), 440, 0.6));
    expect(faces).toHaveLength(4);
    for (const [at, face] of faces.toSorted((a, b) => a.box.x - b.box.x).entries()) {
      expect(face.box.width).toBeLessThan(75);
      const { candidates } = await gallery.search(face.templates);
      expect(candidates[0]?.personId).toBe(`p${at}`);
      expect(candidates[0]?.score).toBeGreaterThan(0.5);
      expect(candidates[1]?.score).toBeLessThan(0.4);
    }
    gallery.close();
  });

  it('when it is asked whether a face is live and how it looks, then shares come, and nothing of what was not asked', async () => {
    const [face] = (await engine.extract(await resized(await photo(3), 800))).faces;
    const signs = await face?.signs({ live: true, expression: true });
    expect(signs?.live).toBeGreaterThanOrEqual(0);
    expect(signs?.live).toBeLessThanOrEqual(1);
    const { happy = 0, neutral = 0, other = 0 } = signs?.expression ?? {};
    expect(happy + neutral + other).toBeCloseTo(1);
    expect(happy).toBeGreaterThan(0.5);
    expect(await face?.signs({})).toEqual({ live: null, expression: null });
  });

  it('when run over and over, then memory does not grow', async () => {
    const frame = await resized(await photo(3), 640);
    const run = async (times: number): Promise<void> => {
      for (let at = 0; at < times; at += 2) await Promise.all([engine.extract(frame), engine.extract(frame)]);
    };
    await run(20);
    const before = process.memoryUsage().rss;
    await run(80);
    // One frame that each run kept would be 65 MB by now.
    expect(process.memoryUsage().rss - before).toBeLessThan(40 * 1024 * 1024);
  }, 90_000);
});

it('when networks are missing, then the engine says which it needs, and SIFT works without them', async () => {
  const cacheDir = await mkdtemp(join(tmpdir(), 'hadir-no-models-'));
  const models = await findModels({ cacheDir });
  await expect(createDeepEngine({ models })).rejects.toThrow(/"detect", "landmarks" and "feature"/);
  const sift = await createSiftEngine({ models, concurrency: 1 });
  const { faces } = await sift.extract(await resized(await photo(6), 900));
  expect(faces.length).toBeGreaterThanOrEqual(2);
  expect(faces[0]?.quality.yawDeg).toBeNull();
  await sift.close();
  await rm(cacheDir, { recursive: true });
});
