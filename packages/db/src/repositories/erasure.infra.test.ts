import { randomUUID } from 'node:crypto';
import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { admit, createScene, enrol, type Scene } from '../testing/scene.ts';
import { TABLES_WITHOUT_REFERENCE } from './remove-student.ts';

let schema: MigratedDatabase;
let scene: Scene;
beforeAll(async () => {
  schema = await openTestDatabase();
  scene = await createScene(schema.db);
});
afterAll(() => schema.drop());

/** Ids that name a person and lead nowhere once the person is erased. */
const PSEUDONYMOUS = ['audit_log', 'erasure_receipts'];

test('when a table has a student, then the database removes or empties it with the student, or the erasure does', async () => {
  const found = await sql(
    schema.url,
    `SELECT c.TABLE_NAME FROM information_schema.COLUMNS c
     WHERE c.TABLE_SCHEMA = DATABASE() AND c.COLUMN_NAME LIKE '%student%id' AND NOT EXISTS (
       SELECT 1 FROM information_schema.KEY_COLUMN_USAGE k
       JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA
         AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
       WHERE k.TABLE_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME AND k.COLUMN_NAME = c.COLUMN_NAME
         AND k.REFERENCED_TABLE_NAME = 'students' AND r.DELETE_RULE IN ('CASCADE', 'SET NULL'))
     ORDER BY c.TABLE_NAME`,
  );
  expect(found.split('\n').filter(Boolean)).toEqual([...TABLES_WITHOUT_REFERENCE]);
});

test('when a student is removed, then the whole schema names them in receipts and the audit log alone', async () => {
  const { db } = schema;
  const student = await admit(db, scene.courseId);
  await enrol(db, student.id);
  const sessionId = scene.session.id;
  const at = new Date('2026-03-02T09:05:00Z');
  const checkIn = { sessionId, studentId: student.id, actor: `student:${student.id}`, at };
  await db.checkIns.record({ ...checkIn, decideStatus: () => 'present' });
  await sql(
    schema.url,
    `INSERT INTO imports (id, kind, status, file_sha256, options, counts, row_count, error_count, warning_count, content, created_by, created_at, expires_at)
     VALUES ('${randomUUID()}', 'students', 'ready', '${'a'.repeat(64)}', '{}', '{}', 1, 0, 0,
       '{"rows":[{"number":"${student.number}"}]}', 'test', NOW(3), NOW(3));`,
  );
  await db.audit.append({
    actor: 'test',
    action: 'student.erase',
    subjectType: 'student',
    subjectId: student.id,
  });
  const removal = await db.students.remove(student.id);
  expect(removal?.rows).toMatchObject({
    ...{ students: 1, photos: 1, templates: 1, attendance_records: 1 },
    ...{ attendance_changes: 1, outbox_events: 1 },
  });
  const traces = await db.traces.find([student.id, student.number]);
  expect(traces.filter(({ table }) => !PSEUDONYMOUS.includes(table))).toEqual([]);
});

test('when two are erased from one session and numbers are kept, then they add up and nobody is named', async () => {
  const { db } = schema;
  const gone = [await admit(db, scene.courseId), await admit(db, scene.courseId)];
  const sessionId = scene.session.id;
  for (const { id } of gone) {
    await db.attendance.setManual(sessionId, id, 'late', 'test');
  }
  const before = await db.attendance.countForSession(sessionId);
  for (const { id } of gone) await db.students.remove(id, { attendance: 'pseudonymise' });
  expect(await db.attendance.countForSession(sessionId)).toEqual(before);
  const traces = await db.traces.find(gone.map(({ id }) => id));
  expect(traces.filter(({ table }) => !PSEUDONYMOUS.includes(table))).toEqual([]);
});
