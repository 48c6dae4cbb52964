import { randomUUID } from 'node:crypto';
import { closeRedis, type Redis } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAddSample, type KeptSample } from './presentation-samples.ts';
import { openTestRedis } from './testing/open-redis.ts';

let redis: Redis;
beforeAll(async () => {
  redis = await openTestRedis();
});
afterAll(() => closeRedis(redis));

function presentation() {
  const id = randomUUID();
  const addSample = createAddSample(redis);
  return {
    key: `hadir:presentation:${id}`,
    add: (frameId: string, atMs: number, likeId: string | null = 'ada') =>
      addSample(id, sampleOf(frameId, atMs, likeId)),
  };
}

const sampleOf = (frameId: string, atMs: number, likeId: string | null): KeptSample => ({
  frameId,
  faceNumber: 0,
  likeId,
  sample: {
    atMs,
    box: { x: 1, y: 2, width: 80.5, height: 80 },
    landmarks: { leftEye: { x: 20, y: 30 }, rightEye: { x: 60, y: 30 }, nose: { x: 40, y: 50 } },
    eyesClosed: 0.25,
    live: null,
    sharpness: 9,
    surround: { ring: [1, 2], background: [3], inner: [4, 255] },
    screen: { border: 0, moire: 1 },
  },
});

test('when frames come in any order, then the samples come back as they were, in order of time', async () => {
  const { add } = presentation();
  await add('door-2', 200);
  await add('door-1', 100, null);
  expect(await add('door-3', 300, 'budi')).toEqual([
    sampleOf('door-1', 100, null),
    sampleOf('door-2', 200, 'ada'),
    sampleOf('door-3', 300, 'budi'),
  ]);
});

test('when a frame is taken again, then its sample stands once, also if it is like another person now', async () => {
  const { add } = presentation();
  await add('door-1', 100);
  await add('door-1', 100);
  const samples = await add('door-1', 100, 'budi');
  expect(samples).toHaveLength(1);
});

test('when a face stays for long, then the latest 64 samples are kept, and dropped ten minutes after the last', async () => {
  const { key, add } = presentation();
  for (let frame = 0; frame < 80; frame += 1) await add(`door-${frame}`, frame * 100);
  const late = await add('door-late', 50);
  expect(late).toHaveLength(64);
  expect(late[0]?.frameId).toBe('door-16');
  expect(await redis.zcard(key)).toBe(64);
  expect(await redis.pttl(key)).toBeLessThanOrEqual(600_000);
  expect(await redis.pttl(key)).toBeGreaterThan(500_000);
});

test('when another version left what this one cannot read, then it is passed over', async () => {
  const { key, add } = presentation();
  await redis.zadd(key, 50, JSON.stringify({ frameId: 'door-0', kind: 'new' }));
  expect(await add('door-1', 100)).toHaveLength(1);
});
