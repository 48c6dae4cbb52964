import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFaceEngine } from '../create-face-engine.ts';
import type { Face, FaceEngine } from '../face-engine.ts';
import { scoreQuality } from '../quality/score-quality.ts';

let engine: FaceEngine;
beforeAll(async () => {
  engine = await createFaceEngine({ engine: 'deep', concurrency: 1 });
});
afterAll(() => engine.close());

const faces = async (sample: number): Promise<Face[]> => {
  const file = createRequire(import.meta.url).resolve(`@vladmandic/face-api/demo/sample${sample}.jpg`);
  return (await engine.extract(await readFile(file))).faces.toSorted((a, b) => a.box.x - b.box.x);
};

describe('what landmarks tell', () => {
  it('when a head is in profile, tilted or straight, then its angles say so', async () => {
    const [profile] = await faces(2);
    expect(profile?.quality.yawDeg).toBeLessThan(-30);
    const tilted = (await faces(1)).at(-1);
    expect(Math.abs(tilted?.quality.rollDeg ?? 0)).toBeGreaterThan(30);
    const [straight] = await faces(5);
    expect(Math.abs(straight?.quality.yawDeg ?? 90)).toBeLessThan(15);
  });

  it('when eyes look down, then they count as closed, and open ones do not', async () => {
    const [, down] = await faces(1);
    expect(down?.quality.eyesClosed).toBeGreaterThan(0.9);
    for (const { quality } of await faces(6)) expect(quality.eyesClosed).toBeLessThan(0.1);
  });

  it('when any measure gets worse, then the score never rises', () => {
    const good = {
      sizePx: 150,
      sharpness: 20,
      brightness: 120,
      yawDeg: 0,
      pitchDeg: 0,
      rollDeg: 0,
      eyesClosed: 0,
      occlusion: 0,
    };
    expect(scoreQuality(good)).toBe(1);
    const worse = [
      [90, 60, 30].map((sizePx) => ({ ...good, sizePx })),
      [3, 2, 1].map((sharpness) => ({ ...good, sharpness })),
      [30, 45, 70].map((yawDeg) => ({ ...good, yawDeg })),
      [-30, -45, -70].map((pitchDeg) => ({ ...good, pitchDeg })),
      [0.2, 0.6, 1].map((eyesClosed) => ({ ...good, eyesClosed })),
      [0.2, 0.6, 1].map((occlusion) => ({ ...good, occlusion })),
    ];
    for (const steps of worse) {
      const scores = [1, ...steps.map(scoreQuality)];
      for (const [at, score] of scores.entries()) if (at > 0) expect(score).toBeLessThan(scores[at - 1] ?? 0);
    }
  });
});
