import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, createScene, type Scene, sighting } from '../testing/scene.ts';
import type { NewCorrection } from './correct-sighting.ts';

let opened: MigratedDatabase;
let db: Database;
let scene: Scene;
let studentId: string;
beforeAll(async () => {
  opened = await openTestDatabase();
  db = opened.db;
});
afterAll(() => opened.drop());
beforeEach(async () => {
  scene = await createScene(db);
  studentId = (await admit(db, scene.courseId)).id;
});

const present = () => 'present' as const;

/** One frame that marks the student. */
async function stay(from: string) {
  const presentationId = randomUUID();
  const capturedAt = at(from);
  const seen = { capturedAt, studentId, candidateId: studentId, presentationId, engine: 'deep' };
  const mark = { studentId, firstSeenAt: capturedAt, lastSeenAt: capturedAt, score: 9.5 };
  await db.attendance.recordFrame({
    session: scene.session,
    sightings: [sighting(scene, seen)],
    confirmations: [{ ...mark, evidenceKey: `mark/${studentId}.jpg` }],
    decideStatus: present,
  });
  const { items } = await db.sightings.list({ sessionId: scene.session.id, presentationId });
  return items[0]?.id ?? '';
}

const correct = (sightingId: string, change: Partial<NewCorrection> = {}) =>
  db.corrections.add({
    sightingId,
    studentId,
    kind: 'not-this-person',
    madeBy: 'test',
    reason: 'a visitor',
    cropKey: 'crop',
    cropFrom: null,
    learningNote: null,
    learn: true,
    decideStatus: present,
    ...change,
  });

const template = { engine: 'deep', modelVersion: '1', keyId: 'k1', ciphertext: Buffer.from('sealed') };
const learned = { templates: [template], note: null, measured: null };

test('when a match is denied and then named, then the crop that the denial keeps is what is learned from and looked at', async () => {
  const namedId = (await admit(db, scene.courseId)).id;
  const sightingId = await stay('09:01:00');
  await correct(sightingId, { cropKey: 'denied', cropFrom: `mark/${studentId}.jpg` });
  expect(await db.corrections.cropOf(sightingId, namedId)).toBe('denied');
  expect(await db.sightings.evidenceKey(sightingId)).toBe('denied');
  await stay('09:20:00');
  expect(await db.sightings.evidenceKey(sightingId)).toBe('denied');
});

test.each([
  { deed: 'is erased', note: 'erased', forget: (id: string) => db.students.remove(id) },
  { deed: 'withdraws consent', note: 'no-consent', forget: (id: string) => db.consents.withdraw(id) },
])(
  'when the person whom a denied face is $deed, then nothing of the face stays with the other',
  async ({ note, forget }) => {
    const namedId = (await admit(db, scene.courseId)).id;
    const otherScene = await createScene(db);
    await db.rosters.add(otherScene.courseId, [studentId]);
    const sightingId = await stay('09:01:00');
    const { correction } = await correct(sightingId, {
      cropKey: 'denied',
      cropFrom: `mark/${studentId}.jpg`,
    });
    await db.corrections.finishLearning(correction.id, learned);
    const elsewhere = await correct(await stay('09:20:00'), { cropKey: 'stranger' });
    await db.corrections.finishLearning(elsewhere.correction.id, learned);
    await correct(sightingId, { kind: 'this-person', studentId: namedId, cropKey: 'named' });
    expect(await db.corrections.cropsAmongOthers(namedId)).toEqual(['denied']);
    const version = await db.courses.galleryVersion(otherScene.courseId);
    const courseIds = [scene.courseId, otherScene.courseId].toSorted();
    expect(await forget(namedId)).toMatchObject({ cropKeys: ['denied'], courseIds });
    expect(await db.courses.galleryVersion(otherScene.courseId)).not.toEqual(version);
    expect(await db.corrections.find(correction.id)).toMatchObject({
      learning: 'none',
      learningNote: note,
      cropKey: null,
    });
    expect(await db.correctionTemplates.countByStudent(studentId)).toBe(1);
    expect(await db.corrections.find(elsewhere.correction.id)).toMatchObject({ learning: 'learned' });
    expect(await db.corrections.cropsAmongOthers(namedId)).toEqual([]);
  },
);

test('when consent is withdrawn, then what was learned says why it is gone, and look-alikes are no pair any more', async () => {
  const other = (await admit(db, scene.courseId)).id;
  const { correction } = await correct(await stay('09:01:00'));
  await db.corrections.finishLearning(correction.id, learned);
  const studentIds = [studentId, other] as const;
  await db.lookAlikes.note([{ studentIds, engine: 'deep', score: 0.7 }], new Date());
  await db.consents.withdraw(studentId);
  expect(await db.corrections.find(correction.id)).toMatchObject({
    learning: 'none',
    learningNote: 'no-consent',
  });
  expect(await db.lookAlikes.forCourse(scene.courseId)).toEqual([]);
});
