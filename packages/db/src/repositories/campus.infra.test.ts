import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import type { ClassSession } from '../tables/class-session.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import {
  admit,
  at,
  collect,
  createScene,
  createStudent,
  enrol,
  type Scene,
  sighting,
} from '../testing/scene.ts';
import { CAMPUS } from './templates.ts';

let schema: MigratedDatabase;
let db: Database;
let scene: Scene;
let event: ClassSession;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
  scene = await createScene(db);
  event = await db.sessions.create({
    courseId: scene.courseId,
    roomId: scene.roomId,
    startsAt: at('14:00:00'),
    endsAt: at('16:00:00'),
    scope: 'campus',
  });
});
afterAll(() => schema.drop());

const consenting = async () => {
  const student = await createStudent(db);
  await db.consents.grant({ studentId: student.id, grantedBy: 'test', noticeVersion: '1' });
  return student;
};

const record = (session: Pick<ClassSession, 'id'>, studentId: string) =>
  db.attendance.recordFrame({
    session,
    sightings: [sighting(scene, { studentId })],
    confirmations: [
      { studentId, firstSeenAt: at('14:01:00'), lastSeenAt: at('14:01:00'), score: 9, evidenceKey: null },
    ],
    decideStatus: () => 'present',
  });

test('when a session is added without a scope, then it is for the roster', () => {
  expect(scene.session.scope).toBe('roster');
});

test('when somebody with consent who is not on the roster comes, then the campus session marks them and the course’s does not', async () => {
  const guest = await consenting();
  expect(await record(event, guest.id)).toMatchObject([{ result: 'created', status: 'present' }]);
  expect(await record(scene.session, guest.id)).toMatchObject([{ result: 'refused' }]);
});

test('when somebody without consent comes to a campus session, then they are refused', async () => {
  const { id } = await createStudent(db);
  expect(await record(event, id)).toMatchObject([{ result: 'refused', status: null }]);
});

test('when frames of one person arrive at once at a campus session, then one record is written', async () => {
  const guest = await consenting();
  const results = await Promise.all(Array.from({ length: 6 }, () => record(event, guest.id)));
  expect(results.flat().filter(({ result }) => result === 'created')).toHaveLength(1);
});

test('when a campus session’s attendance is listed, then it shows those who came and misses nobody', async () => {
  const absent = await admit(db, scene.courseId);
  const guest = await consenting();
  await record(event, guest.id);
  const { items } = await db.attendance.listForSession(event.id, { limit: 200 });
  const ids = items.map(({ student }) => student.id);
  expect(ids).toContain(guest.id);
  expect(ids).not.toContain(absent.id);
  expect(items.every((item) => item.record !== null)).toBe(true);
  expect((await db.attendance.countForSession(event.id)).unseen).toBe(0);
});

test('when staff mark somebody by hand at a campus session, then they need not be on the roster', async () => {
  const { id } = await createStudent(db);
  expect(await db.attendance.setManual(event.id, id, 'excused', 'key:1')).toMatchObject({
    status: 'excused',
  });
  await expect(db.attendance.setManual(scene.session.id, id, 'excused', 'key:1')).rejects.toMatchObject({
    field: 'studentId',
  });
});

test('when the campus gallery is read, then it holds everybody’s templates of one engine, in the order of students', async () => {
  const [one, other] = [await consenting(), await consenting()];
  const withdrawn = await consenting();
  for (const { id } of [one, other, withdrawn]) await enrol(db, id, 'deep');
  await enrol(db, one.id, 'sift');
  await db.consents.withdraw(withdrawn.id);
  const refs = await db.templates.refs(CAMPUS, { engine: 'deep', modelVersion: '1' });
  expect(refs.map(({ studentId }) => studentId)).toEqual([one.id, other.id].toSorted());
  const rows = await collect(
    db.templates.inBatches(
      refs.map(({ id }) => id),
      1,
    ),
  );
  expect(rows.map(([row]) => row?.ciphertext.toString())).toEqual([one.id, other.id].toSorted());
});

test('when templates of some students are read, then only those with consent come', async () => {
  const [one, withdrawn] = [await consenting(), await consenting()];
  for (const { id } of [one, withdrawn]) await enrol(db, id, 'sift');
  await db.consents.withdraw(withdrawn.id);
  const part = { engine: 'sift', modelVersion: '1' };
  const rows = await db.templates.forStudents([one.id, withdrawn.id], part);
  expect(rows).toMatchObject([{ studentId: one.id, engine: 'sift', modelVersion: '1' }]);
  expect(await db.templates.forStudents([], part)).toEqual([]);
  const tooMany = Array.from({ length: 201 }, (_, n) => `${n}`);
  expect(() => db.templates.forStudents(tooMany, part)).toThrow(RangeError);
});

test('when templates are of another engine or version, then they are not read, and their people are counted as lacking', async () => {
  const { courseId } = await createScene(db);
  const [both, siftAlone, withdrawn] = [
    await admit(db, courseId),
    await admit(db, courseId),
    await admit(db, courseId),
  ];
  for (const { id } of [both, siftAlone, withdrawn]) await enrol(db, id, 'sift');
  await enrol(db, both.id, 'deep');
  await admit(db, courseId);
  await db.consents.withdraw(withdrawn.id);
  const [sift, deep] = [
    { engine: 'sift', modelVersion: '1' },
    { engine: 'deep', modelVersion: '1' },
  ];
  const newer = { engine: 'deep', modelVersion: '2' };
  const studentsOf = async (part: typeof deep) =>
    (await db.templates.refs(courseId, part)).map(({ studentId }) => studentId);
  expect(await studentsOf(deep)).toEqual([both.id]);
  expect(await studentsOf(newer)).toEqual([]);
  expect(await db.templates.refs(CAMPUS, newer)).toEqual([]);
  expect(await db.templates.forStudents([both.id], newer)).toEqual([]);
  const lacking = (...parts: (typeof deep)[]) => db.templates.countLacking(courseId, parts);
  expect([await lacking(sift), await lacking(sift, deep), await lacking(sift, newer)]).toEqual([0, 1, 2]);
  const campus = await db.templates.countLacking(CAMPUS, [sift]);
  expect(await db.templates.countLacking(CAMPUS, [sift, newer])).toBeGreaterThanOrEqual(campus + 2);
});

test('when a roster borrows a cohort, then it is one template each of others, the same at every time', async () => {
  const own = await admit(db, scene.courseId);
  const lent = await consenting();
  await enrol(db, own.id, 'sift');
  await enrol(db, lent.id, 'sift');
  await enrol(db, lent.id, 'sift');
  const request = { courseId: scene.courseId, engine: 'sift', modelVersion: '1', people: 40 };
  const cohort = await db.templates.cohort(request);
  const people = cohort.map(({ studentId }) => studentId);
  expect(people).toContain(lent.id);
  expect(people).not.toContain(own.id);
  expect(new Set(people).size).toBe(people.length);
  expect(await db.templates.cohort(request)).toEqual(cohort);
  expect(await db.templates.cohort({ ...request, people: 1 })).toHaveLength(1);
  expect(await db.templates.cohort({ ...request, modelVersion: '2' })).toEqual([]);
});

test('when people are enrolled, withdraw or go, then the versions of galleries tell it', async () => {
  const student = await consenting();
  const before = await db.templates.galleryVersion(CAMPUS);
  await enrol(db, student.id, 'deep');
  const enrolled = await db.templates.galleryVersion(CAMPUS);
  expect(enrolled.changes).toBeGreaterThan(before.changes);
  expect(enrolled.removals).toBe(before.removals);
  const own = await db.templates.galleryVersion(scene.courseId);
  await db.consents.withdraw(student.id);
  const withdrawn = await db.templates.galleryVersion(CAMPUS);
  expect(withdrawn.changes).toBeGreaterThan(enrolled.changes);
  expect(await db.templates.galleryVersion(scene.courseId)).toEqual({
    changes: own.changes,
    removals: own.removals + 1,
  });
  await db.students.remove(student.id);
  expect((await db.templates.galleryVersion(CAMPUS)).removals).toBe(withdrawn.removals + 1);
});
