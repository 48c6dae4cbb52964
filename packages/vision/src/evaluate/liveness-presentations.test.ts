import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFaceEngine } from '../create-face-engine.ts';
import type { Face, FaceEngine } from '../face-engine.ts';
import { measurePresentations } from '../liveness/measure-presentation.ts';
import { simulatePresentation } from '../liveness/simulate/simulate-presentation.ts';
import { prepareSubject, type Subject } from '../liveness/simulate/subject.ts';
import { runPresentations } from './liveness-presentations.ts';

let engine: FaceEngine;
let subject: Subject;
let dir: string;
beforeAll(async () => {
  engine = await createFaceEngine({ engine: 'sift', concurrency: 1 });
  const photo = await readFile(
    createRequire(import.meta.url).resolve('@vladmandic/face-api/demo/sample6.jpg'),
  );
  const { faces } = await engine.extract(photo, { maxFaces: 1 });
  subject = await prepareSubject(photo, faces[0] as Face);
  dir = mkdtempSync(join(tmpdir(), 'hadir-presentations-'));
});
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true });
  await engine.close();
});

async function draw(type: 'turn' | 'blink' | 'print-moved' | 'replay-still-held', frames: number) {
  const drawn: Buffer[] = [];
  const options = { type, subjects: [subject] as const, frames, framesPerSecond: 9, facePx: 120, seed: 'a' };
  for await (const { jpeg } of simulatePresentation(options)) drawn.push(jpeg);
  return drawn;
}

async function faceOf(jpeg: Buffer): Promise<Face> {
  const [face] = (await engine.extract(jpeg, { maxFaces: 1 })).faces;
  if (!face) throw new Error('no face was found in a drawn frame');
  return face;
}

describe('drawn presentations', () => {
  test('when the same seed is given, then the same frames are drawn', async () => {
    expect(await draw('print-moved', 2)).toEqual(await draw('print-moved', 2));
  });

  test('when a person is drawn, then the face is found, as wide as was asked, with open eyes', async () => {
    const [first] = await draw('turn', 1);
    const { box, quality } = await faceOf(first as Buffer);
    expect(box.width).toBeGreaterThan(90);
    expect(box.width).toBeLessThan(150);
    expect(quality.eyesClosed).toBeLessThan(0.35);
  });

  test('when the person blinks, then the eyes are closed for a moment', async () => {
    const closed: (number | null)[] = [];
    for (const jpeg of await draw('blink', 9)) closed.push((await faceOf(jpeg)).quality.eyesClosed);
    expect(Math.max(...closed.map((share) => share ?? 0))).toBeGreaterThan(0.65);
    expect(closed[0]).toBeLessThan(0.35);
  });

  test('when a screen is held before the camera, then its border is found', async () => {
    const [first] = await draw('replay-still-held', 1);
    const face = await faceOf(first as Buffer);
    const [measures] = await measurePresentations(first as Buffer, [face]);
    expect(measures?.screen.border).toBeGreaterThan(0.6);
  });
});

test('when recordings are measured, then each has a sample for each frame with a face, dated by the frame rate', async () => {
  mkdirSync(join(dir, 'genuine/ada'), { recursive: true });
  const frames = [...(await draw('turn', 2)), await wall()];
  for (const [at, jpeg] of frames.entries()) writeFileSync(join(dir, `genuine/ada/${at}.jpg`), jpeg);
  const runs = [];
  for await (const run of runPresentations({
    engine,
    dir,
    framesPerSecond: 10,
    frames: 2,
    facePx: 120,
    people: 1,
  })) {
    runs.push(run);
  }
  expect(runs).toMatchObject([
    { kind: 'genuine', type: 'recorded', name: 'ada', simulated: false, frames: 3 },
  ]);
  expect(runs[0]?.samples.map(({ atMs }) => atMs)).toEqual([0, 100]);
  expect(runs[0]?.samples[0]?.surround?.ring).toHaveLength(24);
});

async function wall(): Promise<Buffer> {
  const { encodeJpeg } = await import('../pixels/index.ts');
  return encodeJpeg({ width: 320, height: 240, data: Buffer.alloc(320 * 240 * 3, 128) }, 85);
}
