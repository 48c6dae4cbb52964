import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { templateContext } from '@hadir/contracts';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { createTestDatabase, type TestDatabase } from '@hadir/local-stack/testing';
import { createObjectStore, createSecretBox, generateSecretKey, type ObjectStore } from '@hadir/platform';
import { createSiftEngine, type FaceEngine } from '@hadir/vision';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ReindexDeps, reindexImages } from './reindex-images.ts';

const box = createSecretBox(generateSecretKey('k1'));
const SIFT = 'sift';

let schema: TestDatabase;
let database: Database;
let engine: FaceEngine;
let folder: string;
let objects: ObjectStore;
let photos: readonly Buffer[];
let courseId: string;

beforeAll(async () => {
  schema = await createTestDatabase();
  await migrate(schema.url);
  database = await openDatabase({ url: schema.url, poolSize: 4 });
  engine = await createSiftEngine();
  folder = await mkdtemp(join(tmpdir(), 'hadir-reindex-'));
  objects = createObjectStore(pathToFileURL(folder).href);
  photos = await Promise.all([1, 3, 6].map(groupPhoto));
  courseId = (await database.courses.create({ code: 'R', name: 'Reindexing' })).id;
});
afterAll(async () => {
  await engine.close();
  await database.close();
  await schema.drop();
  await rm(folder, { recursive: true });
});

const groupPhoto = (number: number): Promise<Buffer> =>
  readFile(createRequire(import.meta.url).resolve(`@vladmandic/face-api/demo/sample${number}.jpg`));

/** A student whose photo has a template of an older version. */
async function enrolBefore(bytes: Buffer): Promise<{ studentId: string; photoId: string }> {
  const { id: studentId } = await database.students.create({ number: crypto.randomUUID(), name: 'Ada' });
  await database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '1' });
  await database.rosters.add(courseId, [studentId]);
  const objectKey = `students/${studentId}/photos/1.jpg`;
  await objects.put(objectKey, bytes, { contentType: 'image/jpeg' });
  const enrolment = { studentId, photos: [{ objectKey, sha256: '0'.repeat(64) }] };
  const { id, photos: rows } = await database.enrolments.create(enrolment);
  const photoId = rows[0]?.id ?? '';
  const ciphertext = box.seal(Buffer.from('old'), templateContext(photoId, SIFT));
  const templates = [{ engine: SIFT, modelVersion: 'sift-0', keyId: box.keyId, ciphertext }];
  await database.enrolments.finish(id, [
    { photoId, status: 'accepted', reason: null, measured: null, templates },
  ]);
  return { studentId, photoId };
}

const deps = (changes: Partial<ReindexDeps> = {}): ReindexDeps => ({
  reindexing: database.reindexing,
  objects,
  engine,
  box,
  concurrency: 2,
  onProgress: () => {},
  ...changes,
});
const versionsOf = async (): Promise<string[]> =>
  (await database.templates.forCourse(courseId, SIFT)).map(({ modelVersion }) => modelVersion).toSorted();

test('when a model changed, then every face is described anew beside the old one, and the old go when told', async () => {
  const people = [];
  for (const photo of photos) people.push(await enrolBefore(photo));
  const [now] = engine.parts;
  if (!now) throw new Error('no part');
  expect(await database.reindexing.count('photo', engine.parts)).toBe(3);
  expect(await reindexImages(deps(), { dryRun: true })).toMatchObject({ described: 3, failedCount: 0 });
  expect(await versionsOf()).toEqual(['sift-0', 'sift-0', 'sift-0']);

  const stop = new AbortController();
  const stopping = deps({ concurrency: 1, stopped: stop.signal, onProgress: () => stop.abort() });
  expect(await reindexImages(stopping, { dryRun: false })).toMatchObject({ described: 1 });
  expect(await reindexImages(deps(), { dryRun: false })).toMatchObject({ described: 2, gone: 0 });
  expect(await reindexImages(deps(), { dryRun: false })).toMatchObject({ described: 0 });
  const fresh = now.modelVersion;
  expect(await versionsOf()).toEqual([fresh, fresh, fresh, 'sift-0', 'sift-0', 'sift-0'].toSorted());

  const [row] = (await database.templates.forCourse(courseId, SIFT)).filter(
    ({ modelVersion }) => modelVersion === fresh,
  );
  const plain = box.open(row?.ciphertext ?? Buffer.alloc(0), templateContext(row?.photoId ?? '', SIFT));
  expect(engine.parseTemplate('sift', plain).data.length).toBeGreaterThan(0);

  const before = await database.templates.galleryVersion(courseId);
  expect(await database.reindexing.prune(engine.parts)).toBe(3);
  expect(await versionsOf()).toEqual([fresh, fresh, fresh]);
  expect((await database.templates.galleryVersion(courseId)).changes).toBeGreaterThan(before.changes);
});

test('when consent was withdrawn, then nothing is described, not even once it is given again', async () => {
  const { studentId } = await enrolBefore(photos[0] as Buffer);
  await database.consents.withdraw(studentId);
  await database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '2' });
  expect(await reindexImages(deps(), { dryRun: false })).toMatchObject({ described: 0, gone: 0 });
  expect(await database.templates.countByStudent(studentId)).toBe(0);
});

test('when consent is withdrawn while a photo is described, then no template comes back', async () => {
  const { studentId } = await enrolBefore(photos[0] as Buffer);
  const withdrawing = {
    async get(key: string) {
      await database.consents.withdraw(studentId);
      return objects.get(key);
    },
  };
  expect(await reindexImages(deps({ objects: withdrawing }), { dryRun: false })).toMatchObject({ gone: 1 });
  expect(await database.templates.countByStudent(studentId)).toBe(0);
});

test('when a photo is gone or shows nobody, then it is named, the rest is done and the old template stays', async () => {
  const { studentId, photoId } = await enrolBefore(Buffer.from('no image'));
  const done = await reindexImages(deps(), { dryRun: false });
  expect(done).toMatchObject({ described: 0, failedCount: 1, failed: [{ source: 'photo', id: photoId }] });
  expect(await database.templates.countByStudent(studentId)).toBe(1);
});
