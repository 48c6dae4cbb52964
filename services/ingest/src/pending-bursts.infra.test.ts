import { randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import { livenessBurst } from '@hadir/contracts';
import { testRedisUrl } from '@hadir/local-stack/testing';
import { closeRedis, createLog, createRedis, type Redis, redisReady } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPendingBursts } from './pending-bursts.ts';

const quiet = new Writable({ write: (_chunk, _encoding, done) => done() });
const log = createLog({ service: 'test', level: 'error', stream: quiet });
let redis: Redis;

beforeAll(async () => {
  redis = createRedis(testRedisUrl(), { role: 'producer', log });
  await redisReady(redis);
});
afterAll(() => closeRedis(redis));

const newDevice = (): string => `door-${randomBytes(6).toString('hex')}`;

test('when a burst is asked of a device, then its next answer has it, and none after', async () => {
  const bursts = createPendingBursts(redis);
  const deviceId = newDevice();
  bursts.add({ deviceId, burst: livenessBurst });
  expect(await bursts.take(newDevice())).toBeUndefined();
  expect(await bursts.take(deviceId)).toEqual(livenessBurst);
  expect(await bursts.take(deviceId)).toBeUndefined();
});

test('when two replicas are told of a burst, then one of them gives it, and both may give the next', async () => {
  const replicas = [createPendingBursts(redis), createPendingBursts(redis)];
  const deviceId = newDevice();
  const longAgoMs = Date.now() - 5000;
  for (const { add } of replicas) add({ deviceId, burst: livenessBurst }, longAgoMs);
  const given = await Promise.all(replicas.map(({ take }) => take(deviceId, longAgoMs + 4900)));
  expect(given.filter((burst) => burst !== undefined)).toEqual([livenessBurst]);
  // A claim ends before the device may be asked again, 5.64 s after it was asked: 5.5 s, of which 4.9 were over.
  expect(await redis.pttl(`hadir:burst-given:${deviceId}`)).toBeLessThanOrEqual(600);
  await redis.del(`hadir:burst-given:${deviceId}`);
  replicas[1]?.add({ deviceId, burst: livenessBurst });
  expect(await replicas[1]?.take(deviceId)).toEqual(livenessBurst);
});

test('when the device answers too late, then the burst is forgotten', async () => {
  const bursts = createPendingBursts(redis);
  const deviceId = newDevice();
  bursts.add({ deviceId, burst: livenessBurst }, 1000);
  expect(await bursts.take(deviceId, 6001)).toBeUndefined();
});

test('when more devices are asked than are kept, then the newest is kept', async () => {
  const bursts = createPendingBursts(redis);
  const first = newDevice();
  bursts.add({ deviceId: first, burst: livenessBurst });
  for (let at = 1; at < 5000; at++) bursts.add({ deviceId: `door-${at}`, burst: livenessBurst });
  const last = newDevice();
  bursts.add({ deviceId: last, burst: livenessBurst });
  expect(await bursts.take(first)).toBeUndefined();
  expect(await bursts.take(last)).toEqual(livenessBurst);
});

test('when Redis is away, then no burst is given and nothing fails', async () => {
  const away = createRedis('redis://127.0.0.1:1', { role: 'producer', log });
  const bursts = createPendingBursts(away);
  const deviceId = newDevice();
  bursts.add({ deviceId, burst: livenessBurst });
  expect(await bursts.take(deviceId)).toBeUndefined();
  await closeRedis(away);
});
