import { randomUUID } from 'node:crypto';
import { testRedisUrl } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  closeRedis,
  createFrameStore,
  createRedis,
  type FrameStore,
  type Redis,
  redisReady,
} from './index.ts';
import { quietLog } from './testing/quiet-log.ts';

let redis: Redis;
let store: FrameStore;

beforeAll(async () => {
  redis = createRedis(testRedisUrl(), { role: 'producer', log: quietLog });
  await redisReady(redis);
  store = createFrameStore(redis);
});
afterAll(() => closeRedis(redis));

const HOUR_SECONDS = 3600;

test('when bytes are put, then they come back, and the same bytes are known', async () => {
  const id = randomUUID();
  const bytes = Buffer.from([0, 255, 10, 13, 128]);
  expect(await store.put(id, bytes, 'sha-a')).toBe('stored');
  expect(await store.get(id)).toEqual(bytes);
  expect(await store.put(id, bytes, 'sha-a')).toBe('same');
  await store.remove(id);
});

test('when other bytes are put under an id, then they are not kept', async () => {
  const id = randomUUID();
  await store.put(id, Buffer.from('one'), 'sha-1');
  expect(await store.put(id, Buffer.from('two'), 'sha-2')).toBe('different');
  expect(await store.get(id)).toEqual(Buffer.from('one'));
  await store.remove(id);
  expect(await store.put(id, Buffer.from('two'), 'sha-2')).toBe('different');
});

test('when bytes were removed, then putting them again tells that their frame is done', async () => {
  const id = randomUUID();
  await store.put(id, Buffer.from('one'), 'sha-1');
  await store.remove(id);
  expect(await store.get(id)).toBeUndefined();
  expect(await store.put(id, Buffer.from('one'), 'sha-1')).toBe('done');
  expect(await store.get(id)).toBeUndefined();
});

test('when frames are put and removed, also twice, then the bytes are accounted for', async () => {
  const ids = [randomUUID(), randomUUID()] as const;
  const before = await store.backlogBytes();
  for (const id of ids) {
    await store.put(id, Buffer.alloc(1000), 'sha');
    await store.put(id, Buffer.alloc(1000), 'sha');
  }
  expect((await store.backlogBytes()) - before).toBe(2000);
  for (const id of ids) {
    await store.remove(id);
    await store.remove(id);
  }
  expect((await store.backlogBytes()) - before).toBe(0);
});

test('when bytes expire, then reconciling takes them from the account and counts them', async () => {
  const [expired, kept] = [randomUUID(), randomUUID()];
  await store.reconcile();
  const before = await store.backlogBytes();
  await store.put(expired, Buffer.alloc(500), 'sha');
  await store.put(kept, Buffer.alloc(300), 'sha');
  await redis.del(`hadir:frame-bytes:${expired}`);
  const reconciled = await store.reconcile();
  expect(reconciled.expired).toBeGreaterThanOrEqual(1);
  expect(reconciled.bytes - before).toBe(300);
  expect(await store.backlogBytes()).toBe(reconciled.bytes);
  await store.remove(kept);
});

test('when a frame is kept, then its bytes live for days and its checksum longer than a frame may be old', async () => {
  const id = randomUUID();
  await store.put(id, Buffer.from('one'), 'sha-1');
  expect(await redis.ttl(`hadir:frame-bytes:${id}`)).toBeGreaterThan(48 * HOUR_SECONDS);
  expect(await redis.ttl(`hadir:frame-sha:${id}`)).toBeGreaterThan(24 * HOUR_SECONDS);
  await redis.expire(`hadir:frame-bytes:${id}`, 60);
  await store.keep(id);
  expect(await redis.ttl(`hadir:frame-bytes:${id}`)).toBeGreaterThan(48 * HOUR_SECONDS);
  await store.remove(id);
});

test('when the same frame is put many times at once, then exactly one put stores it', async () => {
  const id = randomUUID();
  const results = await Promise.all(Array.from({ length: 20 }, () => store.put(id, Buffer.alloc(10), 'sha')));
  expect(results.filter((result) => result === 'stored')).toHaveLength(1);
  expect(results.filter((result) => result === 'same')).toHaveLength(19);
  await store.remove(id);
});
