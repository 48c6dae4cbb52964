import { randomUUID } from 'node:crypto';
import { type Frame, jobs } from '@hadir/contracts';
import { testRedisUrl, waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  closeRedis,
  createDeadLetters,
  createFrameStore,
  createQueue,
  createRedis,
  createWorker,
  type DeadLetters,
  FatalJobError,
  type FrameStore,
  type Queue,
  type Redis,
  redisReady,
  type Worker,
} from './index.ts';
import { quietLog } from './testing/quiet-log.ts';

let redis: Redis;
let workerRedis: Redis;
let frames: FrameStore;
let queue: Queue<Frame>;
let letters: DeadLetters;
let worker: Worker;

beforeAll(async () => {
  // A Redis database of its own: others have workers on queues of the same name.
  const url = new URL('/14', testRedisUrl()).href;
  redis = createRedis(url, { role: 'producer', log: quietLog });
  workerRedis = createRedis(url, { role: 'worker', log: quietLog });
  await redisReady(redis);
  frames = createFrameStore(redis);
  queue = createQueue(jobs.identifyFrame, redis);
  letters = createDeadLetters(redis, jobs.identifyFrame);
  const handle = async () => {
    throw new FatalJobError('bad-image', 'no image');
  };
  worker = createWorker(jobs.identifyFrame, workerRedis, handle, { concurrency: 1, log: quietLog });
  worker.run();
});
afterAll(async () => {
  await worker.close(1000);
  await Promise.all([closeRedis(redis), closeRedis(workerRedis)]);
});

/** A frame that was given up by a matcher that died before it could account for it. */
async function deadFrame(): Promise<string> {
  const frameId = `door-${randomUUID()}-1`;
  const at = new Date().toISOString();
  await frames.put(frameId, Buffer.alloc(500), 'sha');
  const frame = { frameId, deviceId: 'door', roomId: null, capturedAt: at, receivedAt: at, bytes: 500 };
  await queue.add(frame, frameId);
  await waitFor('the dead letter', () => letters.show(frameId).catch(() => undefined));
  return frameId;
}

test('when a dead frame was not accounted as one, then reconciling does so', async () => {
  const frameId = await deadFrame();
  const [living, dead] = [await frames.backlogBytes(), await frames.deadBytes()];
  await frames.reconcile();
  expect([await frames.backlogBytes(), await frames.deadBytes()]).toEqual([living - 500, dead + 500]);
  await letters.remove(frameId);
});

test('when a dead frame is removed, then its bytes are gone with it', async () => {
  const frameId = await deadFrame();
  await frames.keep(frameId);
  const dead = await frames.deadBytes();
  await letters.remove(frameId);
  expect(await frames.get(frameId)).toBeUndefined();
  expect(await frames.deadBytes()).toBe(dead - 500);
});

test('when the bytes of a dead frame are gone, then putting it back says so and leaves it as it is', async () => {
  const frameId = await deadFrame();
  await frames.remove(frameId);
  const refused = { code: 'conflict', details: { reason: 'frame-expired' } };
  await expect(letters.retry(frameId)).rejects.toMatchObject(refused);
  expect(await letters.retryAll(10)).toBe(0);
  expect((await letters.show(frameId)).reason).toMatch(/^bad-image/);
  await letters.remove(frameId);
});
