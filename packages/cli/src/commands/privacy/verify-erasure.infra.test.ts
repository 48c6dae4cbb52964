import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { backupKeysPrefix, backupObjectsPrefix, studentPrefix } from '@hadir/contracts';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { createTestDatabase, sql, testRedisUrl } from '@hadir/local-stack/testing';
import {
  closeRedis,
  createLog,
  createObjectStore,
  createPersonTraces,
  createRedis,
  type ObjectStore,
  type Redis,
  redisReady,
} from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findTraces, type TraceStores } from './find-traces.ts';

let folder: string;
let schema: Awaited<ReturnType<typeof createTestDatabase>>;
let database: Database;
let redis: Redis;
let stores: TraceStores;
let objects: ObjectStore;
let backups: { objects: ObjectStore; keys: ObjectStore };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hadir-traces-'));
  const open = (name: string) => createObjectStore(pathToFileURL(join(folder, name)).href);
  schema = await createTestDatabase();
  await migrate(schema.url);
  database = await openDatabase({ url: schema.url, poolSize: 2 });
  redis = createRedis(testRedisUrl(), {
    role: 'producer',
    log: createLog({ service: 'cli', level: 'error' }),
  });
  await redisReady(redis);
  objects = open('objects');
  backups = { objects: open('backups'), keys: open('keys') };
  for (const store of [objects, backups.objects, backups.keys]) await store.prepare();
  stores = { database, objects, backups, personTraces: createPersonTraces(redis) };
});
afterAll(async () => {
  await closeRedis(redis);
  await database.close();
  await schema.drop();
  await rm(folder, { recursive: true });
});

const put = (store: ObjectStore, key: string) =>
  store.put(key, Buffer.from('x'), { contentType: 'image/jpeg' });
const audit = (id: string, details = {}) =>
  database.audit.append({
    actor: 'user:1',
    action: 'student.erase',
    subjectType: 'student',
    subjectId: id,
    details,
  });
const event = (id: string, details = '{}') =>
  sql(
    schema.url,
    `INSERT INTO outbox_events (id, type, at, student_id, details) VALUES ('${randomUUID()}', 'attendance.marked', NOW(3), ${id === '' ? 'NULL' : `'${id}'`}, '${details}');`,
  );

/** A leftover of each kind, and where it must be found. */
const leftovers: Readonly<
  Record<string, readonly [plant: (id: string) => Promise<unknown>, place: string, what: RegExp]>
> = {
  'a row of the student': [
    (id) =>
      sql(
        schema.url,
        `INSERT INTO students (id, number, name, created_at, link_epoch) VALUES ('${id}', '${id.slice(0, 8)}', 'Ada', NOW(3), 0);`,
      ),
    'database',
    /^students\.id$/,
  ],
  'a row that refers to nothing': [(id) => event(id), 'database', /^outbox_events\.student_id$/],
  'an id within JSON': [
    (id) => event('', JSON.stringify({ of: id })),
    'database',
    /^outbox_events\.details$/,
  ],
  'a photo': [
    (id) => put(objects, `${studentPrefix(id)}photos/1.jpg`),
    'object store',
    /^students\/.+\/photos\/1\.jpg$/,
  ],
  'an object that names the student elsewhere': [
    (id) => put(objects, `evidence/${id}.jpg`),
    'object store',
    /^evidence\//,
  ],
  'a person in the backup': [
    (id) => put(backups.objects, `${backupObjectsPrefix(id)}k1-1.bin`),
    'backups',
    /^people\//,
  ],
  'a key of the backup': [
    (id) => put(backups.keys, `${backupKeysPrefix(id)}k1`),
    'keys of backups',
    /^keys\//,
  ],
  'a cache in Redis': [(id) => redis.zadd('hadir:best:session', 1, id), 'Redis', /^hadir:best:session/],
  'a live event': [
    (id) => redis.xadd('hadir:live', '*', 'event', JSON.stringify({ studentId: id })),
    'Redis',
    /^hadir:live/,
  ],
  'an outcome that a device may read': [
    (id) => redis.lpush('hadir:outcomes:door', JSON.stringify({ studentId: id })),
    'Redis',
    /^hadir:outcomes:door/,
  ],
  'a job that waits': [
    (id) => redis.hset(`hadir:enrol-person:${id}`, { data: '{}' }),
    'Redis',
    /^hadir:enrol-person:/,
  ],
  'frames that count for the student': [
    (id) => redis.zadd(`hadir:sightings:session:${id}`, 1, 'frame'),
    'Redis',
    /^hadir:sightings:/,
  ],
};

test.each(Object.keys(leftovers))(
  'when %s was left behind, then it is found, and nothing else',
  async (kind) => {
    const [plant, place, what] = leftovers[kind] ?? [];
    if (!plant || !place) throw new Error('no such leftover');
    const id = randomUUID();
    await audit(id);
    expect((await findTraces(stores, { id, words: [] })).found).toEqual([]);
    await plant(id);
    const { found, remains } = await findTraces(stores, { id, words: [] });
    expect(found).toEqual([{ place, what: expect.stringMatching(what ?? /$^/), count: 1 }]);
    expect(remains).toEqual([{ place: 'database', what: 'audit_log.subject_id', count: 1 }]);
  },
);

test('when the audit log holds a name or a number, then these are found, and the id may stay', async () => {
  const id = randomUUID();
  const word = `N${id.slice(0, 8)}`;
  await audit(id, { said: `this was ${word} of IF-101` });
  expect((await findTraces(stores, { id, words: [] })).found).toEqual([]);
  expect((await findTraces(stores, { id, words: [word] })).found).toEqual([
    { place: 'database', what: `audit_log.details holds "${word}"`, count: 1 },
  ]);
});

test('when the jobs of the erasure itself wait, then they are told as what stays', async () => {
  const id = randomUUID();
  const key = `hadir:sweep-erased:erase-${id}-1-60s`;
  await redis.hset(key, { data: JSON.stringify({ studentId: id }) });
  expect(await findTraces(stores, { id, words: [] })).toEqual({
    found: [],
    remains: [{ place: 'Redis', what: key, count: 1 }],
  });
});
