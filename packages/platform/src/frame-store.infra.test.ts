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

test('when a frame becomes a dead letter, then its bytes leave the backlog, and are back when it is put back', async () => {
  const id = randomUUID();
  const [living, dead] = [await store.backlogBytes(), await store.deadBytes()];
  await store.put(id, Buffer.alloc(1000), 'sha');
  expect(await store.keep(id)).toEqual({ dropped: [] });
  await store.keep(id);
  expect([await store.backlogBytes(), await store.deadBytes()]).toEqual([living, dead + 1000]);
  expect(await store.restore(id)).toBe(true);
  expect([await store.backlogBytes(), await store.deadBytes()]).toEqual([living + 1000, dead]);
  await store.keep(id);
  await store.remove(id);
  expect([await store.backlogBytes(), await store.deadBytes()]).toEqual([living, dead]);
  expect(await store.restore(id)).toBe(false);
});

test('when dead letters have more bytes than they may, then the oldest lose theirs and are named', async () => {
  const ids = [randomUUID(), randomUUID(), randomUUID()] as const;
  const limited = createFrameStore(redis, { maxDeadBytes: (await store.deadBytes()) + 2000 });
  const dropped: string[] = [];
  for (const id of ids) {
    await store.put(id, Buffer.alloc(1000), 'sha');
    dropped.push(...(await limited.keep(id)).dropped);
  }
  expect(dropped).toEqual([ids[0]]);
  expect(await store.get(ids[0])).toBeUndefined();
  expect(await store.get(ids[2])).toHaveLength(1000);
  for (const id of ids) await store.remove(id);
});

test('when bytes have had no job for minutes, then reconciling deletes them and the frame can be sent again', async () => {
  const [orphan, young] = [randomUUID(), randomUUID()];
  for (const id of [orphan, young]) await store.put(id, Buffer.alloc(100), 'sha');
  await redis.expire(`hadir:frame-bytes:${orphan}`, 71 * HOUR_SECONDS);
  expect((await store.reconcile()).orphaned).toBeGreaterThanOrEqual(1);
  expect(await store.get(orphan)).toBeUndefined();
  expect(await store.get(young)).toHaveLength(100);
  expect(await store.put(orphan, Buffer.alloc(100), 'sha')).toBe('stored');
  for (const id of [orphan, young]) await store.remove(id);
});

test('when the same frame is put many times at once, then exactly one put stores it', async () => {
  const id = randomUUID();
  const results = await Promise.all(Array.from({ length: 20 }, () => store.put(id, Buffer.alloc(10), 'sha')));
  expect(results.filter((result) => result === 'stored')).toHaveLength(1);
  expect(results.filter((result) => result === 'same')).toHaveLength(19);
  await store.remove(id);
});
