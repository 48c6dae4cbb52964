import { randomBytes } from 'node:crypto';
import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, collect, createScene, createStudent, enrol } from '../testing/scene.ts';

let schema: MigratedDatabase;
let db: Database;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
});
afterAll(() => schema.drop());

test('when a gallery is read, then it holds the roster’s consenting people, of one engine', async () => {
  const { courseId } = await createScene(db);
  const elsewhere = await createScene(db);
  const here = await admit(db, courseId);
  const withdrawn = await admit(db, courseId);
  const other = await admit(db, elsewhere.courseId);
  const unenrolled = await admit(db, courseId);
  const unasked = await createStudent(db);
  await db.rosters.add(courseId, [unasked.id]);
  const photoId = await enrol(db, here.id, 'sift');
  await enrol(db, here.id, 'deep');
  for (const student of [withdrawn, other]) await enrol(db, student.id);
  await db.consents.withdraw(withdrawn.id);
  const gallery = await db.templates.forCourse(courseId, 'sift');
  expect(gallery).toMatchObject([
    { studentId: here.id, photoId, engine: 'sift', ciphertext: Buffer.from(here.id) },
  ]);
  expect(await db.templates.countByStudent(unenrolled.id)).toBe(0);
  expect(await db.templates.countByStudent(here.id)).toBe(2);
});

test('when a consent is withdrawn behind the back of the templates, then they are left out all the same', async () => {
  const { courseId } = await createScene(db);
  const student = await admit(db, courseId);
  await enrol(db, student.id);
  await sql(schema.url, `UPDATE consents SET withdrawn_at = NOW(3) WHERE student_id = '${student.id}'`);
  expect(await db.templates.forCourse(courseId, 'sift')).toEqual([]);
});

test('when a gallery is large, then it comes whole, once, in batches and in the order of students', async () => {
  const { courseId } = await createScene(db);
  const students = await Promise.all(Array.from({ length: 15 }, () => admit(db, courseId)));
  const bytes = randomBytes(25_000);
  for (const student of students) {
    const photos = Array.from({ length: 10 }, (_, n) => ({ objectKey: `${n}`, sha256: '0'.repeat(64) }));
    const enrolment = await db.enrolments.create({ studentId: student.id, photos });
    const template = { engine: 'sift', modelVersion: '1', keyId: 'k', ciphertext: bytes };
    await db.enrolments.finish(
      enrolment.id,
      enrolment.photos.map(({ id }) => ({
        photoId: id,
        status: 'accepted',
        reason: null,
        measured: null,
        templates: [template],
      })),
    );
  }
  const batches = await collect(db.templates.forCourseInBatches(courseId, 'sift'));
  expect(batches.map((batch) => batch.length)).toEqual([64, 64, 22]);
  const all = batches.flat();
  expect(new Set(all.map((one) => one.id)).size).toBe(150);
  const order = all.map((one) => one.studentId);
  expect(order).toEqual(order.toSorted());
  expect(all.every((one) => one.ciphertext.equals(bytes))).toBe(true);
  const whole = await db.templates.forCourse(courseId, 'sift');
  expect(whole.map((one) => one.id)).toEqual(all.map((one) => one.id));
});
