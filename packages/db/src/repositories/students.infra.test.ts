import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MissingReference, UniqueViolation } from '../errors.ts';
import type { Database } from '../open-database.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, at, createScene, createStudent, enrol, sighting } from '../testing/scene.ts';
import { LONGEST_IMPORT } from './import-students.ts';

const NOBODY = '00000000-0000-7000-8000-000000000000';

let schema: MigratedDatabase;
let db: Database;
beforeAll(async () => {
  schema = await openTestDatabase();
  db = schema.db;
});
afterAll(() => schema.drop());

describe('students', () => {
  test('when a name has letters of any script, then it is read as it was written', async () => {
    const student = await db.students.create({ number: 'U-1', name: 'Nguyễn Thị Ánh 王小明 🎓' });
    expect(await db.students.findByNumber('u-1')).toEqual(student);
    await expect(db.students.create({ number: 'u-1', name: 'x' })).rejects.toEqual(
      new UniqueViolation('number'),
    );
    expect(await db.students.update(student.id, { name: 'Ánh' })).toEqual({ ...student, name: 'Ánh' });
  });

  test('when they are searched, then case and accents do not matter and wildcards are letters', async () => {
    await db.students.create({ number: 'Q-10', name: 'Søren 100% Ågård' });
    await db.students.create({ number: 'Q-11', name: 'Mona_Lisa' });
    const names = async (search: string) =>
      (await db.students.list({ search })).items.map((one) => one.number);
    expect(await names('AGARD')).toEqual(['Q-10']);
    expect(await names('100%')).toEqual(['Q-10']);
    expect(await names('a_l')).toEqual(['Q-11']);
    expect(await names('q-1')).toEqual(['Q-10', 'Q-11']);
    expect(await names('%')).toEqual(['Q-10']);
    expect(await names('\\')).toEqual([]);
  });
});

describe('an import', () => {
  test('when rows are new, changed, the same or double, then each is counted once', async () => {
    const row = (number: string, name: string) => ({ number, name });
    expect(await db.students.importMany([row('I-1', 'A'), row('I-2', 'B'), row('i-2', 'B2')])).toEqual({
      created: 2,
      updated: 0,
      unchanged: 0,
    });
    const again = [row('i-1', 'A'), row('I-2', 'C'), row('I-3', 'D')];
    expect(await db.students.importMany(again)).toEqual({ created: 1, updated: 1, unchanged: 1 });
    expect(await db.students.importMany(again)).toEqual({ created: 0, updated: 0, unchanged: 3 });
    expect((await db.students.findByNumber('I-2'))?.name).toBe('C');
    expect(await db.students.importMany([])).toEqual({ created: 0, updated: 0, unchanged: 0 });
  });

  test('when one row cannot be written, then none is', async () => {
    const rows = Array.from({ length: 700 }, (_, n) => ({ number: `J-${n}`, name: 'x' }));
    await expect(db.students.importMany([...rows, { number: 'J-X', name: 'x'.repeat(201) }])).rejects.toThrow(
      /ER_DATA_TOO_LONG/,
    );
    expect(await db.students.findByNumber('J-1')).toBeUndefined();
  });

  test('when two import the same numbers at once, then both succeed and each number is there once', async () => {
    const rows = Array.from({ length: 300 }, (_, n) => ({ number: `K-${n}`, name: `N ${n}` }));
    await Promise.all([db.students.importMany(rows), db.students.importMany(rows.toReversed())]);
    expect(await db.students.importMany(rows)).toEqual({ created: 0, updated: 0, unchanged: 300 });
  });

  test('when it is too long, then it is refused', async () => {
    const rows = Array.from({ length: LONGEST_IMPORT + 1 }, (_, n) => ({ number: `${n}`, name: 'x' }));
    await expect(db.students.importMany(rows)).rejects.toThrow(RangeError);
  });
});

describe('a roster', () => {
  test('when students are added again, then only the new ones count and change the gallery', async () => {
    const { courseId } = await createScene(db);
    const [a, b] = [await createStudent(db), await createStudent(db)];
    expect(await db.rosters.add(courseId, [b.id, a.id, a.id])).toEqual({ added: 2 });
    expect(await db.courses.galleryVersion(courseId)).toBe(2);
    expect(await db.rosters.add(courseId, [a.id])).toEqual({ added: 0 });
    expect(await db.courses.galleryVersion(courseId)).toBe(2);
    const { items } = await db.rosters.list(courseId);
    expect(items.map((item) => item.student)).toEqual([a, b]);
    expect(items[0]).toMatchObject({ courseId, studentId: a.id });
    expect(await db.rosters.coursesOf(a.id)).toEqual([courseId]);
  });

  test('when one of them does not exist, then none is added', async () => {
    const { courseId } = await createScene(db);
    const student = await createStudent(db);
    await expect(db.rosters.add(courseId, [student.id, NOBODY])).rejects.toEqual(
      new MissingReference('studentId'),
    );
    await expect(db.rosters.add(NOBODY, [student.id])).rejects.toEqual(new MissingReference('courseId'));
    expect((await db.rosters.list(courseId)).items).toEqual([]);
  });

  test('when a student leaves, then the gallery changes once', async () => {
    const { courseId } = await createScene(db);
    const student = await createStudent(db);
    await db.rosters.add(courseId, [student.id]);
    expect(await db.rosters.remove(courseId, student.id)).toBe(true);
    expect(await db.rosters.remove(courseId, student.id)).toBe(false);
    expect(await db.courses.galleryVersion(courseId)).toBe(3);
  });

  test('when many change it at once, then all succeed and every change counts', async () => {
    const { courseId } = await createScene(db);
    const students = await Promise.all(Array.from({ length: 8 }, () => createStudent(db)));
    const twice = students.flatMap((student) => [student, student]);
    const adding = twice.map((student) => db.rosters.add(courseId, [student.id]));
    const added = await Promise.all(adding);
    expect(added.filter((one) => one.added === 1)).toHaveLength(8);
    expect((await db.rosters.list(courseId)).items).toHaveLength(8);
    expect(await db.courses.galleryVersion(courseId)).toBe(9);
  });
});

describe('removal of a student', () => {
  test('when a student is removed, then nothing is left that names or shows them', async () => {
    const scene = await createScene(db);
    const { session, courseId } = scene;
    const [gone, other] = [await admit(db, courseId), await admit(db, courseId)];
    await enrol(db, gone.id);
    const mine = sighting(scene, { studentId: gone.id, candidateId: gone.id, evidenceKey: 'evidence/mine' });
    const theirs = sighting(scene, {
      studentId: other.id,
      candidateId: other.id,
      runnerUpId: gone.id,
      evidenceKey: 'evidence/theirs',
    });
    const unknown = sighting(scene, { candidateId: gone.id, evidenceKey: 'evidence/unknown' });
    const refused = sighting(scene, {
      candidateId: gone.id,
      evidenceKey: `students/${gone.id}/refused/1.jpg`,
    });
    await db.attendance.recordFrame({
      session,
      sightings: [mine, theirs, unknown, refused],
      confirmations: [
        {
          studentId: gone.id,
          firstSeenAt: at('09:01:00'),
          lastSeenAt: at('09:01:02'),
          score: 9,
          evidenceKey: 'evidence/best',
        },
      ],
      decideStatus: () => 'present',
    });
    const version = await db.courses.galleryVersion(courseId);

    const removal = await db.students.remove(gone.id);

    expect(removal?.courseIds).toEqual([courseId]);
    expect(await db.courses.galleryVersion(courseId)).toBe(version + 1);
    expect(await db.students.find(gone.id)).toBeUndefined();
    expect(await db.consents.current(gone.id)).toBeUndefined();
    expect((await db.enrolments.list({ studentId: gone.id })).items).toEqual([]);
    expect(await db.templates.countByStudent(gone.id)).toBe(0);
    expect((await db.attendance.listForStudent(gone.id)).items).toEqual([]);
    const people = (await db.attendance.listForSession(session.id)).items.map((item) => item.student.id);
    expect(people).toEqual([other.id]);
    const left = (await db.sightings.list({ sessionId: session.id })).items;
    const found = (frameId: string) => left.find((one) => one.frameId === frameId);
    expect(found(mine.frameId)).toMatchObject({
      studentId: null,
      candidateId: null,
      evidenceKey: null,
      score: 3.5,
    });
    expect(found(refused.frameId)).toMatchObject({ candidateId: null, evidenceKey: null });
    expect(found(theirs.frameId)).toMatchObject({
      studentId: other.id,
      runnerUpId: null,
      evidenceKey: 'evidence/theirs',
    });
    expect(found(unknown.frameId)).toMatchObject({ candidateId: null, evidenceKey: 'evidence/unknown' });
    expect(await db.students.remove(gone.id)).toBeUndefined();
  });
});
