import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, collect, createScene, type Scene, sighting } from '../testing/scene.ts';
import type { NewCorrection } from './correct-sighting.ts';
import { MOST_ADAPTED } from './finish-learning.ts';

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

type Stay = {
  readonly presentationId?: string;
  readonly from: string;
  readonly score?: number;
  readonly who?: string | null;
};

/** Three frames, a second apart, of one presentation; the student it is taken for is marked. */
async function stay({ presentationId = randomUUID(), from, score = 0.7, who = studentId }: Stay) {
  const start = at(from).getTime();
  for (const second of [0, 1, 2]) {
    const capturedAt = new Date(start + second * 1000);
    const confirmed = who !== null && second === 2;
    await db.attendance.recordFrame({
      session: scene.session,
      sightings: [
        sighting(scene, {
          capturedAt,
          studentId: who,
          candidateId: who ?? studentId,
          score,
          presentationId,
          engine: 'deep',
        }),
      ],
      confirmations: confirmed
        ? [
            {
              studentId: who,
              firstSeenAt: at(from),
              lastSeenAt: capturedAt,
              score,
              evidenceKey: `mark/${who}.jpg`,
            },
          ]
        : [],
      decideStatus: present,
    });
  }
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

async function record() {
  const { items } = await db.attendance.listForSession(scene.session.id, {});
  return items.find((item) => item.student.id === studentId)?.record ?? null;
}

const template = (engine = 'deep') => ({
  engine,
  modelVersion: '1',
  keyId: 'k1',
  ciphertext: Buffer.from('sealed'),
});
const learned = { templates: [template()], note: null, measured: { score: 0.5, limit: 0.4 } };

test('when a mark rests on one presentation, then not-this-person withdraws it and undoing brings it back', async () => {
  const sightingId = await stay({ from: '09:01:00' });
  const before = await record();
  const { correction, courseIds } = await correct(sightingId);
  expect(courseIds).toEqual([scene.courseId]);
  expect(await record()).toBeNull();
  expect(await db.corrections.ofSighting(sightingId)).toMatchObject([
    { id: correction.id, learning: 'pending' },
  ]);
  await db.corrections.undo(correction.id);
  expect(await record()).toEqual(before);
  expect(await db.corrections.undo(correction.id)).toBeUndefined();
});

test('when the student came as well, then the mark stays with what the other presentation shows', async () => {
  const wrong = await stay({ from: '09:01:00', score: 0.8 });
  await stay({ from: '09:20:00', score: 0.7 });
  await correct(wrong);
  expect(await record()).toMatchObject({
    status: 'present',
    firstSeenAt: at('09:20:00'),
    lastSeenAt: at('09:20:02'),
    score: 0.7,
    evidenceKey: null,
  });
});

test('when a person set the status, then a correction leaves it, and what is set meanwhile outlives undoing', async () => {
  const sightingId = await stay({ from: '09:01:00' });
  await db.attendance.setManual(scene.session.id, studentId, 'excused', 'test');
  const { correction } = await correct(sightingId);
  expect(correction.markChange).toBeNull();
  expect(await record()).toMatchObject({ status: 'excused', statusSource: 'manual' });
  await db.corrections.undo(correction.id);
  const again = (await correct(await stay({ from: '09:05:00', who: null }), { kind: 'this-person' }))
    .correction;
  expect(again.markChange).toBeNull();
});

test('when a frame from before the correction comes late, then it marks nobody, and a later one does', async () => {
  const sightingId = await stay({ from: '09:01:00' });
  await correct(sightingId);
  await stay({ from: '09:02:00' });
  expect(await record()).toBeNull();
  const later = new Date(Date.now() + 60_000);
  await db.attendance.recordFrame({
    session: scene.session,
    sightings: [],
    confirmations: [{ studentId, firstSeenAt: later, lastSeenAt: later, score: 0.7, evidenceKey: null }],
    decideStatus: present,
  });
  expect(await record()).toMatchObject({ status: 'present' });
});

test('when an unknown is named, then the student is marked by hand, and undoing takes it back', async () => {
  const sightingId = await stay({ from: '09:01:00', who: null });
  const { correction } = await correct(sightingId, { kind: 'this-person', decideStatus: () => 'late' });
  expect(await record()).toMatchObject({
    status: 'late',
    statusSource: 'manual',
    firstSeenAt: at('09:01:02'),
    evidenceKey: 'crop',
  });
  await expect(correct(sightingId, { kind: 'this-person' })).rejects.toMatchObject({ field: 'sightingId' });
  await db.corrections.undo(correction.id);
  expect(await record()).toBeNull();
});

test('when somebody not on the roster is named, then nothing is stored', async () => {
  const sightingId = await stay({ from: '09:01:00', who: null });
  const other = await createScene(db);
  const stranger = (await admit(db, other.courseId)).id;
  await expect(correct(sightingId, { kind: 'this-person', studentId: stranger })).rejects.toMatchObject({
    field: 'studentId',
  });
  expect(await db.corrections.ofSighting(sightingId)).toEqual([]);
});

test('when templates are learned, then the gallery changes, they are read by course and go with consent', async () => {
  const sightingId = await stay({ from: '09:01:00' });
  const { correction } = await correct(sightingId);
  const version = await db.courses.galleryVersion(scene.courseId);
  expect(await db.corrections.finishLearning(correction.id, learned)).toEqual({
    courseIds: [scene.courseId],
  });
  expect(await db.corrections.finishLearning(correction.id, learned)).toBeUndefined();
  expect(await db.courses.galleryVersion(scene.courseId)).not.toEqual(version);
  const rows = (await collect(db.correctionTemplates.forCourseInBatches(scene.courseId, template()))).flat();
  expect(rows).toMatchObject([
    { correctionId: correction.id, studentId, origin: 'negative', engine: 'deep' },
  ]);
  expect(
    await collect(
      db.correctionTemplates.forCourseInBatches(scene.courseId, { ...template(), modelVersion: '2' }),
    ),
  ).toEqual([]);
  await db.consents.withdraw(studentId);
  expect(await db.correctionTemplates.countByStudent(studentId)).toBe(0);
  const second = await correct(await stay({ from: '09:30:00', who: null }));
  expect(await db.corrections.finishLearning(second.correction.id, learned)).toEqual({ courseIds: [] });
  expect(await db.corrections.find(second.correction.id)).toMatchObject({
    learning: 'refused',
    learningNote: 'no-consent',
  });
});

test('when more faces are adapted than fit, then the oldest goes, and one can be removed alone', async () => {
  const ids: string[] = [];
  for (let made = 0; made <= MOST_ADAPTED; made += 1) {
    const sightingId = await stay({ from: `09:0${made}:00`, who: null });
    const { correction } = await correct(sightingId, { kind: 'this-person' });
    await db.corrections.finishLearning(correction.id, learned);
    ids.push(correction.id);
  }
  expect(await db.correctionTemplates.countByStudent(studentId)).toBe(MOST_ADAPTED);
  expect(await db.corrections.find(ids[0] ?? '')).toMatchObject({
    learning: 'none',
    learningNote: 'replaced',
  });
  const last = ids.at(-1) ?? '';
  expect((await db.corrections.removeLearned(last))?.correction).toMatchObject({ learningNote: 'removed' });
  expect(await db.corrections.removeLearned(last)).toBeUndefined();
  expect(await db.correctionTemplates.countByStudent(studentId)).toBe(MOST_ADAPTED - 1);
});

test('when the student is erased, then corrections and their templates go, and the sighting keeps no crop', async () => {
  const sightingId = await stay({ from: '09:01:00', who: null });
  const { correction } = await correct(sightingId, { kind: 'this-person' });
  await db.corrections.finishLearning(correction.id, learned);
  await db.students.remove(studentId);
  expect(await db.corrections.find(correction.id)).toBeUndefined();
  expect(await db.correctionTemplates.countByStudent(studentId)).toBe(0);
});

test('when a crop is looked for, then it is of the presentation, and the mark’s only if it was taken in it', async () => {
  const wrong = await stay({ from: '09:01:00', score: 0.6 });
  expect(await db.corrections.cropOf(wrong, studentId)).toBe(`mark/${studentId}.jpg`);
  await stay({ from: '09:20:00', score: 0.9 });
  expect(await db.corrections.cropOf(wrong, studentId)).toBeNull();
});
