import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { collect, createScene, createStudent, sighting } from '../testing/scene.ts';
import { ALSO_OF, OF_OTHERS } from './subject-tables.ts';

let schema: MigratedDatabase;
beforeAll(async () => {
  schema = await openTestDatabase();
});
afterAll(() => schema.drop());

const tableOf = async (studentId: string, name: string) => {
  const sources = await schema.db.subjectData.ofStudent(studentId);
  const source = sources.find(({ table }) => table === name);
  return source ? collect(source.pages()) : [];
};

test('when a column refers to students, then its rows are for them to read, or left out for a reason', async () => {
  const found = await sql(
    schema.url,
    `SELECT CONCAT(TABLE_NAME, '.', COLUMN_NAME) FROM information_schema.KEY_COLUMN_USAGE
     WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME = 'students'`,
  );
  const also = Object.entries(ALSO_OF).flatMap(([table, names]) => names.map((name) => `${table}.${name}`));
  const known = new Set([...also, ...Object.keys(OF_OTHERS)]);
  const others = found.split('\n').filter((column) => !column.endsWith('.student_id'));
  expect(others.filter((column) => !known.has(column))).toEqual([]);
  expect([...known].filter((column) => !others.includes(column))).toEqual([]);
});

test('when there are more rows than a page has, then each comes once, also where two columns name the person', async () => {
  const scene = await createScene(schema.db);
  const [ada, budi] = [await createStudent(schema.db), await createStudent(schema.db)];
  const sightings = [
    ...Array.from({ length: 501 }, () => sighting(scene, { studentId: ada.id, candidateId: ada.id })),
    ...Array.from({ length: 500 }, () => sighting(scene, { candidateId: ada.id, runnerUpId: budi.id })),
  ];
  await schema.db.attendance.recordFrame({
    session: scene.session,
    sightings,
    confirmations: [],
    decideStatus: () => 'present',
  });
  const pages = await tableOf(ada.id, 'sightings');
  expect(pages.map((rows) => rows.length)).toEqual([500, 1, 500]);
  expect(new Set(pages.flat().map(({ id }) => id)).size).toBe(1001);
  expect(JSON.stringify(pages)).not.toContain(budi.id);
  expect(await tableOf(budi.id, 'sightings')).toEqual([]);
});

test('when the audit log is long, then what speaks of the person is found in all of it, the oldest first', async () => {
  const { id } = await createStudent(schema.db);
  const about = { actor: 'user:Sari', subjectType: 'student', subjectId: id };
  await schema.db.audit.append({ ...about, action: 'first' });
  await sql(
    schema.url,
    `INSERT INTO audit_log (id, at, actor, action, subject_type, subject_id, details)
     SELECT CONCAT(LEFT((SELECT MAX(id) FROM audit_log), 18), '-', LPAD(HEX(a.n * 1000 + b.n * 100 + c.n * 10 + d.n), 17, '0')),
       NOW(3), 'test', 'noise', 'room', 'r', '{}'
     FROM ${['a', 'b', 'c', 'd'].map((name) => `(${digits}) ${name}`).join(' JOIN ')}`,
  );
  const details = { studentId: id };
  await schema.db.audit.append({
    actor: 'system:api',
    action: 'last',
    subjectType: 'room',
    subjectId: 'r',
    details,
  });
  await schema.db.audit.append({ ...about, action: 'both', details });
  const found = (await collect(schema.db.subjectData.accessesTo(id))).flat();
  expect(found.map(({ action, actor }) => [action, actor])).toEqual([
    ['first', 'user'],
    ['last', 'system'],
    ['both', 'user'],
  ]);
});

const digits = Array.from({ length: 10 }, (_, n) => `SELECT ${n} AS n`).join(' UNION ALL ');
