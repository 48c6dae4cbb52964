import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis } from '@hadir/local-stack';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createPersonTraces } from './person-traces.ts';
import { closeRedis, createRedis, type Redis, redisReady } from './redis.ts';
import { quietLog as log } from './testing/quiet-log.ts';

let dir: string;
let server: Awaited<ReturnType<typeof startRedis>>;
let redis: Redis;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-traces-'));
  server = await startRedis({ dir });
  redis = createRedis(server.url, { role: 'producer', log });
  await redisReady(redis);
});
afterAll(async () => {
  await closeRedis(redis);
  await server.stop();
  await rm(dir, { recursive: true });
});
beforeEach(() => redis.flushall());

const other = 'hadir:sightings:s:somebody-else';

/** One of each kind of key that may name a person, and what is left of it without them. */
const plant: Readonly<Record<string, (id: string) => Promise<unknown>>> = {
  'a key of its own': (id) => redis.zadd(`hadir:sightings:s:${id}`, 1, 'frame'),
  'a text': (id) => redis.set('hadir:some-cache', `{"student":"${id}"}`),
  'a list': (id) => redis.lpush('hadir:outcomes:cam', 'other', `{"studentId":"${id}"}`),
  'a field of a hash': (id) => redis.hset('hadir:seen-as:s:f', { '0': id, '1': 'other' }),
  'a set': (id) => redis.sadd('hadir:names', id, 'other'),
  'a sorted set': (id) => redis.zadd('hadir:best:s', 9, id, 3, 'other'),
  'a stream': (id) => redis.xadd('hadir:live', '*', 'event', `{"studentId":"${id}"}`),
};

test.each(Object.keys(plant))(
  'when %s names a person, then it is found, and forgotten alone',
  async (kind) => {
    const id = randomUUID();
    const traces = createPersonTraces(redis);
    await redis.set(other, 'stays');
    await redis.xadd('hadir:live', '*', 'event', 'other');
    await plant[kind]?.(id);
    expect(await traces.find([id])).toHaveLength(1);
    expect(await traces.forget(id)).toBe(1);
    expect(await traces.find([id])).toEqual([]);
    expect(await traces.forget(id)).toBe(0);
    expect(await redis.get(other)).toBe('stays');
    expect(await redis.xlen('hadir:live')).toBe(1);
  },
);

test('when a job names a person, then it is found and left to end by itself', async () => {
  const id = randomUUID();
  const key = `hadir:sweep-erased:erase-${id}`;
  await redis.hset(key, { data: JSON.stringify({ studentId: id }) });
  const traces = createPersonTraces(redis);
  expect(await traces.forget(id)).toBe(0);
  expect(await traces.find([id])).toEqual([{ key, where: 'key' }]);
});

test('when many keys are there, then a person is found among them', async () => {
  const id = randomUUID();
  const pipeline = redis.pipeline();
  for (let at = 0; at < 3000; at++) pipeline.hset(`hadir:seen-as:s:${at}`, '0', `other-${at}`);
  await pipeline.exec();
  await redis.hset('hadir:seen-as:s:1500', '1', id);
  const traces = createPersonTraces(redis);
  expect(await traces.find([id])).toEqual([{ key: 'hadir:seen-as:s:1500', where: 'value' }]);
});

test('when the append-only file is written anew, then what was deleted is in no file of Redis', async () => {
  const id = randomUUID();
  const traces = createPersonTraces(redis);
  await redis.zadd(`hadir:sightings:s:${id}`, 1, 'frame');
  await traces.forget(id);
  const holds = async (): Promise<boolean> => {
    for (const entry of await readdir(dir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
      if (bytes.includes(id)) return true;
    }
    return false;
  };
  await waitFor('the append-only file', holds);
  expect(await traces.rewriteAppendOnlyFile()).toBe('started');
  await waitFor('the new file', async () => !(await holds()));
});

test('when Redis keeps no append-only file, or may not be asked, then it says so', async () => {
  const traces = createPersonTraces(redis);
  await redis.config('SET', 'appendonly', 'no');
  expect(await traces.rewriteAppendOnlyFile()).toBe('off');
  await redis.config('SET', 'appendonly', 'yes');
  await redis.acl('SETUSER', 'default', '-bgrewriteaof');
  expect(await traces.rewriteAppendOnlyFile()).toBe('refused');
});
