import { randomUUID } from 'node:crypto';
import type { FrameOutcome } from '@hadir/contracts';
import { testRedisUrl, waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  closeRedis,
  createOutcomes,
  createRedis,
  publishDeviceChanged,
  publishGalleryChanged,
  type Redis,
  redisReady,
  subscribeDeviceChanged,
  subscribeGalleryChanged,
  subscribeOutcomes,
} from './index.ts';
import { quietLog } from './testing/quiet-log.ts';

let redis: Redis;

beforeAll(async () => {
  redis = createRedis(testRedisUrl(), { role: 'producer', log: quietLog });
  await redisReady(redis);
});
afterAll(() => closeRedis(redis));

const now = '2026-03-02T09:00:00.000Z';

function outcomeOf(deviceId: string, frameId: string): FrameOutcome {
  const times = { capturedAt: now, receivedAt: now, decidedAt: now };
  return { frameId, deviceId, sessionId: null, ...times, dropped: 'no-face', faces: [] };
}

test('when outcomes are published, then whoever listens is told and the device’s newest are kept, newest first', async () => {
  const deviceId = `cam-${randomUUID().slice(0, 8)}`;
  const outcomes = createOutcomes(redis);
  const heard: FrameOutcome[] = [];
  const subscription = await subscribeOutcomes(redis, (outcome) => {
    if (outcome.deviceId === deviceId) heard.push(outcome);
  });
  for (let n = 0; n < 25; n++) await outcomes.publish(outcomeOf(deviceId, `${deviceId}-${n}`));
  await waitFor('all outcomes', () => heard.length === 25);
  expect(heard[0]).toEqual(outcomeOf(deviceId, `${deviceId}-0`));
  const recent = await outcomes.recent(deviceId, 3);
  expect(recent.map(({ frameId }) => frameId)).toEqual([24, 23, 22].map((n) => `${deviceId}-${n}`));
  expect(await outcomes.recent(deviceId, 100)).toHaveLength(20);
  expect(await redis.ttl(`hadir:outcomes:${deviceId}`)).toBeGreaterThan(500);
  await subscription.close();
});

test('when another version writes what this one does not know, then the rest is still read', async () => {
  const deviceId = `cam-${randomUUID().slice(0, 8)}`;
  const outcomes = createOutcomes(redis);
  await outcomes.publish(outcomeOf(deviceId, `${deviceId}-1`));
  await redis.lpush(`hadir:outcomes:${deviceId}`, '{"newer":true}');
  expect(await outcomes.recent(deviceId)).toEqual([outcomeOf(deviceId, `${deviceId}-1`)]);
});

test('when a device or galleries change, then subscribers are told, and not after they closed', async () => {
  const deviceId = `cam-${randomUUID().slice(0, 8)}`;
  const courseId = randomUUID();
  const heard: string[] = [];
  const devices = await subscribeDeviceChanged(redis, (change) => heard.push(change.deviceId));
  const galleries = await subscribeGalleryChanged(redis, (change) => heard.push(...change.courseIds));
  await publishDeviceChanged(redis, { deviceId });
  await publishGalleryChanged(redis, { courseIds: [courseId] });
  await waitFor('both', () => heard.includes(deviceId) && heard.includes(courseId));
  await devices.close();
  await publishDeviceChanged(redis, { deviceId: 'after-close' });
  await publishGalleryChanged(redis, { courseIds: [courseId, courseId] });
  await waitFor('the later one', () => heard.filter((id) => id === courseId).length === 3);
  expect(heard).not.toContain('after-close');
  await galleries.close();
});

test('when a message on the channel is not one of ours, then it is left out', async () => {
  const heard: string[] = [];
  const subscription = await subscribeDeviceChanged(redis, (change) => heard.push(change.deviceId));
  const deviceId = `cam-${randomUUID().slice(0, 8)}`;
  for (const text of ['not json', '{"deviceId":"../x"}', '[]'])
    await redis.publish('hadir:device-changed', text);
  await publishDeviceChanged(redis, { deviceId });
  await waitFor('the good one', () => heard.includes(deviceId));
  expect(heard.filter((id) => id.includes('x') && id.startsWith('.'))).toEqual([]);
  await subscription.close();
});
