import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { backupKeysPrefix, backupObjectsPrefix } from '@hadir/contracts';
import { createLog, createObjectStore, DependencyUnavailable, type ObjectStore } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withdrawConsent } from '../consents/withdraw-consent.ts';
import { addStudent, giveConsent } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { eraseStudent } from './erase-student.ts';
import { sweepErased } from './sweep-erased.ts';

const actor = { kind: 'api-key', id: 'test', role: 'admin', userId: null } as const;
const announce = { galleryChanged: async () => undefined };

let api: TestApi;
let folder: string;
let objects: ObjectStore;
let keys: ObjectStore;
beforeAll(async () => {
  api = await startTestApi();
  folder = await mkdtemp(join(tmpdir(), 'hadir-api-backups-'));
  objects = createObjectStore(pathToFileURL(join(folder, 'objects')).href);
  keys = createObjectStore(pathToFileURL(join(folder, 'keys')).href);
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const depsOf = (backups = { objects, keys }) => ({
  database: api.database,
  objects: api.objects,
  announce,
  sweepQueue: api.sweepQueue,
  backups,
  personTraces: api.personTraces,
  receiptSigner: api.receiptSigner,
  log: createLog({ service: 'api-test', level: 'error' }),
});

/** A student with consent, and what a backup would have kept. */
async function backedUp(): Promise<string> {
  const id = await addStudent(api.ask);
  await giveConsent(api.ask, id);
  await keep(id);
  return id;
}

async function keep(id: string): Promise<void> {
  const about = { contentType: 'application/octet-stream' };
  await keys.put(`${backupKeysPrefix(id)}k1`, Buffer.from('key'), about);
  await objects.put(`${backupObjectsPrefix(id)}k1-1.bin`, Buffer.from('person'), about);
}

async function left(id: string): Promise<number> {
  const [kept, stored] = await Promise.all([
    keys.list(backupKeysPrefix(id), { limit: 10 }),
    objects.list(backupObjectsPrefix(id), { limit: 10 }),
  ]);
  return kept.keys.length + stored.keys.length;
}

const away = async (): Promise<number> => {
  throw new DependencyUnavailable('object-store', new Error('away'));
};

test('when a student is erased, then the key and the objects of their backups are gone, and nobody else’s', async () => {
  const [id, other] = [await backedUp(), await backedUp()];
  expect(await eraseStudent(depsOf(), id, actor)).toMatchObject({ rowsErased: true, backups: 'erased' });
  expect(await left(id)).toBe(0);
  expect(await left(other)).toBe(2);
});

test('when consent is withdrawn, then the backups go, and sweeps wait for a backup that was under way', async () => {
  const id = await backedUp();
  const before = (await api.sweepQueue.counts()).delayed;
  await withdrawConsent(depsOf(), id, actor);
  expect(await left(id)).toBe(0);
  expect((await api.sweepQueue.counts()).delayed).toBe(before + 2);
  await keep(id);
  await sweepErased({ ...api.database, ...depsOf() }, id);
  expect(await left(id)).toBe(0);
  expect((await api.ask('GET', `/v1/students/${id}`)).status).toBe(200);
});

test('when the backup store is away, then the erasure is done and says so, and the sweep finishes it', async () => {
  const id = await backedUp();
  const unreachable = { objects, keys: { ...keys, deletePrefix: away } };
  const erased = await eraseStudent(depsOf(unreachable), id, actor);
  expect(erased).toMatchObject({ rowsErased: true, backups: 'pending' });
  await expect(sweepErased({ ...api.database, ...depsOf(unreachable) }, id)).rejects.toThrow();
  expect(await left(id)).toBe(2);
  await sweepErased({ ...api.database, ...depsOf() }, id);
  expect(await left(id)).toBe(0);
});

test('when a consent is in force, then a sweep leaves the backups alone', async () => {
  const id = await backedUp();
  await sweepErased({ ...api.database, ...depsOf() }, id);
  expect(await left(id)).toBe(2);
});
