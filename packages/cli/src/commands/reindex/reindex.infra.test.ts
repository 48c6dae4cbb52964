import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { correctionContext, templateContext } from '@hadir/contracts';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { createTestDatabase, type TestDatabase } from '@hadir/local-stack/testing';
import { createObjectStore, createSecretBox, generateSecretKey, type ObjectStore } from '@hadir/platform';
import { createSiftEngine, type FaceEngine } from '@hadir/vision';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';
import { type ReindexDeps, reindexImages } from './reindex-images.ts';

const templateKey = generateSecretKey('k1');
const box = createSecretBox(templateKey);
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

/** A correction that taught a template of an older version; its crop is put there unless there are no bytes. */
async function learnBefore(studentId: string, bytes?: Buffer): Promise<string> {
  const roomId = (await database.rooms.create({ name: crypto.randomUUID() })).id;
  const deviceId = `door-${crypto.randomUUID().slice(0, 8)}`;
  await database.devices.create({ id: deviceId, name: 'Door', roomId, keyCiphertext: Buffer.from([1]) });
  const startsAt = new Date(Date.now() - 600_000);
  const endsAt = new Date(Date.now() + 600_000);
  const session = await database.sessions.create({ courseId, roomId, startsAt, endsAt });
  const decideStatus = () => 'present' as const;
  await database.attendance.recordFrame({
    ...{ session, confirmations: [], decideStatus },
    sightings: [unknownFace(deviceId, studentId)],
  });
  const { items } = await database.sightings.list({ sessionId: session.id });
  const cropKey = `corrections/${crypto.randomUUID()}.jpg`;
  if (bytes) await objects.put(cropKey, bytes, { contentType: 'image/jpeg' });
  const { correction } = await database.corrections.add({
    ...{ sightingId: items[0]?.id ?? '', studentId, kind: 'this-person', madeBy: 'test', reason: 'seen' },
    ...{ cropKey, cropFrom: null, learningNote: null, learn: true, decideStatus },
  });
  const ciphertext = box.seal(Buffer.from('old'), correctionContext(correction.id, SIFT));
  const templates = [{ engine: SIFT, modelVersion: 'sift-0', keyId: box.keyId, ciphertext }];
  await database.corrections.finishLearning(correction.id, { templates, note: null, measured: null });
  return correction.id;
}

function unknownFace(deviceId: string, candidateId: string) {
  return {
    ...{ frameId: `${deviceId}-1`, faceNumber: 0, deviceId, capturedAt: new Date(), studentId: null },
    ...{ candidateId, score: 4, threshold: 5, runnerUpId: null, margin: null, requiredMargin: 1 },
    ...{ reason: 'below-threshold', agreement: null, deepScore: null, siftScore: null, quality: 0.5 },
    ...{ sizePx: 80, sharpness: 9, liveness: null, livenessScore: null, livenessCues: null },
    ...{ presentationId: null, unknownGroupId: null, engine: SIFT, modelVersion: 'sift-0' },
    ...{ box: { x: 10, y: 20, width: 80, height: 81 }, evidenceKey: null },
  } as const;
}

test('when crops of corrections are gone, then pruning forgets what they taught, and only photos hold it up', async () => {
  const own = await createTestDatabase();
  const shared = { database, courseId };
  try {
    await migrate(own.url);
    database = await openDatabase({ url: own.url, poolSize: 4 });
    courseId = (await database.courses.create({ code: 'P', name: 'Pruning' })).id;
    const { studentId } = await enrolBefore(photos[0] as Buffer);
    const lost = await learnBefore(studentId);
    const faceless = await learnBefore(studentId, Buffer.from('no image'));
    const kept = await learnBefore(studentId, photos[1] as Buffer);
    const unreadable = await enrolBefore(Buffer.from('no image'));
    const env = {
      DATABASE_URL: own.url,
      OBJECT_STORE_URL: pathToFileURL(folder).href,
      TEMPLATE_KEY_SECRET: templateKey,
    };
    const prune = () => runCliProcess(['reindex', '--engine', 'sift', '--prune'], env);
    const refused = await prune();
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1 photos have no new template'),
    });
    expect(await database.corrections.find(lost)).toMatchObject({ learning: 'learned' });

    await database.consents.withdraw(unreadable.studentId);
    const { code, stdout } = await prune();
    expect(stdout).toContain('Forgot what was learned from 1 corrections whose crops are gone.');
    expect(stdout).toContain('Forgot what was learned from 1 corrections: no face is found in the crop.');
    expect(stdout).toContain('Removed 2 templates of other versions.');
    expect(code).toBe(0);
    expect(await database.corrections.find(lost)).toMatchObject({
      learning: 'none',
      learningNote: 'no-crop',
    });
    expect(await database.corrections.find(faceless)).toMatchObject({
      learning: 'none',
      learningNote: 'no-face',
    });
    expect(await database.corrections.find(kept)).toMatchObject({ learning: 'learned' });
    expect(await database.correctionTemplates.countByStudent(studentId)).toBe(1);
    const { items } = await database.audit.list();
    const told = items.filter(({ actor }) => actor === 'cli');
    expect(told.map(({ action }) => action)).toEqual([
      'template.prune',
      'template.reindex',
      'template.reindex',
    ]);
    expect(told[0]?.details).toEqual({ removed: 2, noCrop: 1, noFace: 1 });
    expect(told[2]?.details).toEqual({ described: 2, gone: 0, failed: 3 });
  } finally {
    await database.close();
    ({ database, courseId } = shared);
    await own.drop();
  }
}, 60_000);
