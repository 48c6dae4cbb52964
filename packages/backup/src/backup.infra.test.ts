import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { backupKeysPrefix, eraseFromBackups } from '@hadir/contracts';
import { createObjectStore, createSecretBox, generateSecretKey, type ObjectStore } from '@hadir/platform';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backUp, listManifests, restore } from './index.ts';
import { keysUnder } from './manifest.ts';
import {
  backUpDeps,
  type Campus,
  enrolPerson,
  galleryOf,
  imageOf,
  openCampus,
  type Person,
  restoreDeps,
  templateOf,
} from './testing/campus.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
const NAMES = ['ada', 'budi', 'citra'];

async function keysOf(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of keysUnder(store, prefix)) keys.push(key);
  return keys;
}

async function openS3() {
  const server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('backup');
  const endpoint = encodeURIComponent(`http://127.0.0.1:${server.port}`);
  const store = createObjectStore(`s3://backup/hadir?endpoint=${endpoint}&forcePathStyle=true`);
  return { store, close: () => server.stop() };
}

async function openDirectory() {
  const folder = await mkdtemp(join(tmpdir(), 'hadir-backup-'));
  const store = createObjectStore(pathToFileURL(folder).href);
  return { store, close: () => rm(folder, { recursive: true }) };
}

describe.each([
  ['an S3 server', openS3],
  ['a directory', openDirectory],
])('a backup in %s', (_name, open) => {
  let opened: Awaited<ReturnType<typeof open>>;
  let campus: Campus;
  let courseId: string;
  let people: Person[];
  const backupKeys = [generateSecretKey('b1'), generateSecretKey('b2')] as const;
  const backupBox = createSecretBox(backupKeys[0]);
  const target = () => ({ stores: { objects: opened.store, keys: opened.store }, backupBox });
  const backUpNow = (options: Partial<Parameters<typeof backUp>[1]> = {}) =>
    backUp(backUpDeps(campus, target()), { keep: 7, ...options });
  const closing: (() => Promise<unknown>)[] = [];

  /** A new, migrated and empty database with a template key of its own. */
  async function emptyCampus(): Promise<Campus> {
    const empty = await openCampus();
    closing.push(empty.close);
    return empty;
  }

  beforeAll(async () => {
    opened = await open();
    campus = await openCampus();
    const semester = await campus.database.semesters.create({
      name: 'Odd',
      startsOn: '2026-08-01',
      endsOn: '2026-12-31',
    });
    const course = { code: 'IF-101', name: 'Algorithms', semesterId: semester.id };
    courseId = (await campus.database.courses.create(course)).id;
    people = [];
    for (const name of NAMES) people.push(await enrolPerson(campus, courseId, name));
  });
  afterAll(async () => {
    for (const close of closing) await close();
    await campus.close();
    await opened.close();
  });
  beforeEach(async () => {
    for (const prefix of ['manifests/', 'people/', 'keys/']) await opened.store.deletePrefix(prefix);
  });

  test('when it is restored into an empty database, then galleries, photos, rosters and catalogue are the same', async () => {
    expect(await backUpNow()).toMatchObject({
      people: 3,
      uploaded: 3,
      unopenedTemplates: 0,
      missingPhotos: 0,
    });
    const empty = await emptyCampus();
    const progress: number[] = [];
    const restored = await restore(restoreDeps(empty, target()), {
      dryRun: false,
      onProgress: (done) => progress.push(done),
    });
    expect(restored).toMatchObject({
      people: 3,
      restored: 3,
      erased: [],
      damaged: [],
      photos: 3,
      templates: 6,
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(await galleryOf(empty, courseId)).toEqual(await galleryOf(campus, courseId));
    expect(Object.values(await galleryOf(empty, courseId))).toContain(templateOf('ada', 'deep').toString());
    for (const [at, { studentId, objectKey }] of people.entries()) {
      expect(await empty.photos.get(objectKey)).toEqual(imageOf(NAMES[at] ?? ''));
      expect(await empty.database.students.find(studentId)).toEqual(
        await campus.database.students.find(studentId),
      );
      expect(await empty.database.consents.current(studentId)).toEqual(
        await campus.database.consents.current(studentId),
      );
    }
    expect(await empty.database.courses.find(courseId)).toEqual(await campus.database.courses.find(courseId));
    const ids = (await empty.database.personRows.ofPeople([people[0]?.studentId ?? ''])).values();
    const [rows] = ids;
    expect(rows?.photos[0]).toMatchObject({ status: 'accepted' });
    expect(rows?.templates.map(({ key_id }) => key_id)).toEqual(['t1', 't1']);
  });

  test('when nothing has changed, then nothing is uploaded again, and one changed person alone is', async () => {
    await backUpNow();
    expect(await backUpNow()).toMatchObject({ people: 3, uploaded: 0, unchanged: 3, uploadedBytes: 0 });
    const late = await campus.database.courses.create({ code: `L-${Date.now()}`, name: 'Late' });
    await campus.database.rosters.add(late.id, [people[1]?.studentId ?? '']);
    expect(await backUpNow()).toMatchObject({ uploaded: 1, unchanged: 2 });
    expect(await keysOf(opened.store, 'people/')).toHaveLength(4);
    expect(await keysOf(opened.store, 'keys/')).toHaveLength(3);
  });

  test('when templates are sealed by another key, then they count as unchanged', async () => {
    await backUpNow();
    const rotated = createSecretBox(generateSecretKey('t2'));
    for (const row of await campus.database.sealedRows.batch({
      table: 'templates',
      exceptKeyId: 't2',
      after: '',
      limit: 200,
    })) {
      const context = `template:${row.boundTo[0]}:${row.boundTo[1]}`;
      const plain = campus.templateBox.open(row.ciphertext, context);
      await campus.database.sealedRows.replace(row, {
        keyId: 't2',
        ciphertext: rotated.seal(plain, context),
      });
    }
    campus = { ...campus, templateBox: rotated };
    expect(await backUpNow()).toMatchObject({ uploaded: 0, unopenedTemplates: 0 });
  });

  test('when nobody has the keys, then no object shows a name, a photo, a template or a roster', async () => {
    await backUpNow();
    const keys = await keysOf(opened.store, '');
    expect(keys.length).toBe(7);
    for (const key of keys) {
      const bytes = await opened.store.get(key);
      for (const word of ['ada', 'photo of', 'sift', 'template', courseId, 'IF-101']) {
        expect(bytes.includes(word), `${key} holds ${word}`).toBe(false);
      }
    }
    const empty = await emptyCampus();
    const wrong = createSecretBox(generateSecretKey('b1'));
    const deps = restoreDeps(empty, { ...target(), backupBox: wrong });
    await expect(restore(deps, { dryRun: true })).rejects.toThrow('cannot be opened');
  });

  test('when a person is erased, then what was kept of them is unreadable, even if the object is put back', async () => {
    const erased = await enrolPerson(campus, courseId, 'dewi');
    const { manifestId } = await backUpNow();
    const [object = ''] = await keysOf(opened.store, `people/${erased.studentId}/`);
    const bytes = await opened.store.get(object);
    await campus.database.students.remove(erased.studentId);
    await eraseFromBackups(target().stores, erased.studentId);
    expect(await keysOf(opened.store, backupKeysPrefix(erased.studentId))).toEqual([]);
    expect(await keysOf(opened.store, `people/${erased.studentId}/`)).toEqual([]);
    await opened.store.put(object, bytes, { contentType: 'application/octet-stream' });
    const empty = await emptyCampus();
    const restored = await restore(restoreDeps(empty, target()), { dryRun: false, manifestId });
    expect(restored).toMatchObject({ restored: 3, erased: [erased.studentId], damaged: [] });
    expect(await empty.database.students.find(erased.studentId)).toBeUndefined();
  });

  test('when people vanish without a trace, then nothing is backed up or removed; with a known erasure it goes on', async () => {
    const gone = await enrolPerson(campus, courseId, 'eka');
    await backUpNow();
    await campus.database.students.remove(gone.studentId);
    await expect(backUpNow()).rejects.toMatchObject({ code: 'conflict' });
    expect(await keysOf(opened.store, backupKeysPrefix(gone.studentId))).toHaveLength(1);
    await campus.database.audit.append({
      actor: 'api-key:1',
      action: 'student.erase',
      subjectType: 'student',
      subjectId: gone.studentId,
    });
    expect(await backUpNow()).toMatchObject({ people: 3, erased: 1 });
    expect(await keysOf(opened.store, backupKeysPrefix(gone.studentId))).toEqual([]);
    const empty = await emptyCampus();
    await expect(backUp(backUpDeps(empty, target()), { keep: 7 })).rejects.toThrow('3 people');
  });

  test('when consent is withdrawn, then the next backup removes the key, and a new consent gets a new one', async () => {
    const { studentId } = await enrolPerson(campus, courseId, 'fajar');
    await backUpNow();
    const [key] = await keysOf(opened.store, backupKeysPrefix(studentId));
    await campus.database.consents.withdraw(studentId);
    expect(await backUpNow()).toMatchObject({ people: 3, erased: 1 });
    expect(await keysOf(opened.store, backupKeysPrefix(studentId))).toEqual([]);
    await campus.database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '2' });
    expect(await backUpNow()).toMatchObject({ people: 4 });
    expect(await keysOf(opened.store, backupKeysPrefix(studentId))).not.toEqual([key]);
    await campus.database.consents.withdraw(studentId);
  });

  test('when consent is withdrawn while the backup runs, then nothing of the person stays', async () => {
    const { studentId } = await enrolPerson(campus, courseId, 'gita');
    const deps = backUpDeps(campus, target());
    const rows = {
      ...deps.rows,
      ofPeople: async (ids: readonly string[]) => {
        const read = await deps.rows.ofPeople(ids);
        await campus.database.consents.withdraw(studentId);
        await eraseFromBackups(target().stores, studentId);
        return read;
      },
    };
    expect(await backUp({ ...deps, rows }, { keep: 7 })).toMatchObject({ people: 3, erased: 1 });
    expect(await keysOf(opened.store, backupKeysPrefix(studentId))).toEqual([]);
    expect(await keysOf(opened.store, `people/${studentId}/`)).toEqual([]);
  });

  test('when it is broken off, then it does not exist, and the next one uses what is there', async () => {
    for (let extra = 0; extra < 16; extra++) await enrolPerson(campus, courseId, `extra ${extra}`);
    const stop = new AbortController();
    const onProgress = () => stop.abort();
    await expect(backUpNow({ signal: stop.signal, onProgress })).rejects.toThrow();
    expect(await listManifests(opened.store)).toEqual([]);
    expect(await keysOf(opened.store, 'people/')).toHaveLength(16);
    expect(await backUpNow()).toMatchObject({ people: 19 });
  });

  test('when more backups are made than are to be kept, then the oldest go, with what only they name', async () => {
    await backUpNow();
    const late = await campus.database.courses.create({ code: `R-${Date.now()}`, name: 'Retained' });
    await campus.database.rosters.add(late.id, [people[0]?.studentId ?? '']);
    const { manifestId } = await backUpNow({ keep: 1 });
    expect(await listManifests(opened.store)).toEqual([manifestId]);
    const before = await keysOf(opened.store, 'people/');
    const tomorrow = new Date(Date.now() + 25 * 3600_000);
    const next = await backUpNow({ keep: 1, now: tomorrow });
    expect(next).toMatchObject({ removedManifests: 1, removedObjects: 1 });
    expect(await keysOf(opened.store, 'people/')).toHaveLength(before.length - 1);
  });

  test('when the backup key is rotated, then the data keys are wrapped anew and the old key can go', async () => {
    await backUpNow();
    const rotated = createSecretBox(`${backupKeys[1]},${backupKeys[0]}`);
    expect(await backUp(backUpDeps(campus, { ...target(), backupBox: rotated }), { keep: 1 })).toMatchObject({
      uploaded: 0,
    });
    const only = createSecretBox(backupKeys[1]);
    const empty = await emptyCampus();
    const deps = restoreDeps(empty, { ...target(), backupBox: only });
    expect(await restore(deps, { dryRun: true })).toMatchObject({ damaged: [], erased: [] });
  });

  test('when objects are changed, missing or exchanged, then those people are told and the others restored', async () => {
    await backUpNow();
    const objects = await Promise.all(
      people.map(async ({ studentId }) => (await keysOf(opened.store, `people/${studentId}/`))[0] ?? ''),
    );
    const [first = '', second = '', third = ''] = objects;
    const bytes = await opened.store.get(first);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    await opened.store.put(first, bytes, { contentType: 'application/octet-stream' });
    await opened.store.put(second, await opened.store.get(third), {
      contentType: 'application/octet-stream',
    });
    await opened.store.delete(third);
    const empty = await emptyCampus();
    const restored = await restore(restoreDeps(empty, target()), { dryRun: false });
    const reasonOf = (at: number) =>
      restored.damaged.find(({ studentId }) => studentId === people[at]?.studentId)?.reason;
    expect([reasonOf(0), reasonOf(1), reasonOf(2)]).toEqual([
      'the object is not what was stored: its SHA-256 differs',
      'the object is not what was stored: its SHA-256 differs',
      'the object is missing',
    ]);
    expect(restored.restored).toBe(restored.people - 3);
  });

  test('when a restore is broken off, then the next call finishes it and writes nothing twice', async () => {
    await backUpNow();
    const empty = await emptyCampus();
    const deps = restoreDeps(empty, target());
    const stop = new AbortController();
    const breakOff = { dryRun: false, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(restore(deps, breakOff)).rejects.toThrow();
    const finished = await restore(deps, { dryRun: false });
    expect(finished.alreadyThere).toBe(1);
    expect(finished.restored).toBe(finished.people - 1);
    expect(await galleryOf(empty, courseId)).toEqual(await galleryOf(campus, courseId));
    await expect(restore(restoreDeps(campus, target()), { dryRun: false })).rejects.toThrow('not empty');
  });

  test('when it is only tried, then everything is checked and nothing written', async () => {
    await backUpNow();
    const empty = await emptyCampus();
    const result = await restore(restoreDeps(empty, target()), { dryRun: true });
    expect(result.restored).toBe(result.people);
    expect(await empty.database.personRows.isEmpty()).toBe(true);
    expect((await empty.database.audit.list()).items).toEqual([]);
  });

  test('when no key opens a template or a photo is lost, then it is told, kept as it is, and tried again', async () => {
    const other = createSecretBox(generateSecretKey('other'));
    const lost = await enrolPerson({ ...campus, templateBox: other }, courseId, 'hana');
    await campus.photos.delete(lost.objectKey);
    expect(await backUpNow()).toMatchObject({ unopenedTemplates: 2, missingPhotos: 1 });
    const empty = await emptyCampus();
    await restore(restoreDeps(empty, target()), { dryRun: false });
    expect(await empty.database.personRows.ofPeople([lost.studentId])).toEqual(
      await campus.database.personRows.ofPeople([lost.studentId]),
    );
    await campus.photos.put(lost.objectKey, imageOf('hana'), { contentType: 'image/jpeg' });
    expect(await backUpNow()).toMatchObject({ missingPhotos: 0 });
    await campus.database.consents.withdraw(lost.studentId);
  });
});
