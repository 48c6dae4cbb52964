import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { readColumns } from './table-columns.ts';

/**
 * What there is of a person beside attendance, and the column that names the person: parents before what refers to them. A
 * table that refers to students is in this list or in LEFT_OUT of person-rows.infra.test.ts, with the reason.
 */
export const PERSON_TABLES = {
  students: 'id',
  consents: 'student_id',
  enrolments: 'student_id',
  photos: 'student_id',
  templates: 'student_id',
  roster_entries: 'student_id',
} as const;
export type PersonTable = keyof typeof PERSON_TABLES;

/** What people's rows refer to, and what decides who they are taken for. */
export const CATALOGUE_TABLES = ['semesters', 'courses', 'site_settings'] as const;
export type CatalogueTable = (typeof CATALOGUE_TABLES)[number];

/** Columns that name another person: they are left empty where that person is not there. */
const OTHER_PEOPLE: Readonly<Record<string, string>> = { photos: 'similar_student_id' };

/** A value as the driver gives it: text, number, Date, Buffer, JSON or null. */
export type Row = Readonly<Record<string, unknown>>;
export type PersonRows = Readonly<Record<PersonTable, readonly Row[]>>;
export type CatalogueRows = Readonly<Record<CatalogueTable, readonly Row[]>>;
/** Why somebody who was in a backup is not among those to be backed up. */
export type Absence = 'erased' | 'no-consent' | 'unknown';
export type PersonRowsRepository = ReturnType<typeof createPersonRows>;

const LONGEST_PAGE_OF_IDS = 1_000;
const personTables = Object.keys(PERSON_TABLES) as PersonTable[];

/** Whole rows, whatever their columns, for copies that are kept elsewhere and brought back. */
export function createPersonRows(store: Store) {
  return {
    /** Ids of the people with consent in force after `after` (empty for the first page), in their order; at most 1000. */
    consenting: ({ after, limit }: { readonly after: string; readonly limit: number }): Promise<string[]> =>
      store.read(async (manager) => {
        const rows: { id: string }[] = await manager.query(
          `SELECT DISTINCT student_id AS id FROM consents
           WHERE student_id > ? AND withdrawn_at IS NULL ORDER BY student_id LIMIT ?`,
          [after, Math.min(limit, LONGEST_PAGE_OF_IDS)],
        );
        return rows.map(({ id }) => id);
      }),
    /** Those of `ids` (at most 1000) whose consent is in force now. */
    stillConsenting: (ids: readonly string[]): Promise<Set<string>> =>
      store.read((manager) => stillConsenting(manager, ids)),
    /** The rows of each of `ids` that is there. Children are read before their parents, so that none is without its parent. */
    ofPeople: (ids: readonly string[]): Promise<Map<string, PersonRows>> =>
      store.read((manager) => rowsOfPeople(manager, ids)),
    catalogue: (): Promise<CatalogueRows> => store.read(readCatalogue),
    /** Why each of `ids` (at most 1000) is not among the consenting. */
    absences: (ids: readonly string[]): Promise<Map<string, Absence>> =>
      store.read((manager) => absences(manager, ids)),
    /** True when there is neither a student nor a course. */
    isEmpty: (): Promise<boolean> =>
      store.read(async (manager) => {
        const rows: unknown[] = await manager.query(
          '(SELECT id FROM students LIMIT 1) UNION ALL (SELECT id FROM courses LIMIT 1)',
        );
        return rows.length === 0;
      }),
    exists: (studentId: string): Promise<boolean> =>
      store.read(async (manager) => {
        const rows: unknown[] = await manager.query('SELECT id FROM students WHERE id = ?', [studentId]);
        return rows.length > 0;
      }),
    /** What is there already stays as it is. Throws RangeError for a column that this schema does not have. */
    insertCatalogue: (rows: CatalogueRows): Promise<void> =>
      store.write((manager) => insertAll(manager, CATALOGUE_TABLES, rows), { idempotent: true }),
    /** All of a person or nothing; what is there already stays as it is. Throws as `insertCatalogue`. */
    insertPerson: (rows: PersonRows): Promise<void> =>
      store.write((manager) => insertAll(manager, personTables, rows), { idempotent: true }),
  };
}

async function stillConsenting(manager: EntityManager, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await manager.query(
    'SELECT DISTINCT student_id AS id FROM consents WHERE student_id IN (?) AND withdrawn_at IS NULL',
    [ids],
  );
  return new Set(rows.map(({ id }) => id));
}

async function rowsOfPeople(
  manager: EntityManager,
  ids: readonly string[],
): Promise<Map<string, PersonRows>> {
  if (ids.length === 0) return new Map();
  const read = new Map<PersonTable, readonly Row[]>();
  for (const table of personTables.toReversed()) {
    const column = PERSON_TABLES[table];
    read.set(
      table,
      await manager.query(`SELECT * FROM ${table} WHERE ${column} IN (?) ORDER BY 1, 2`, [ids]),
    );
  }
  const rowsOf = (table: PersonTable, id: string) =>
    (read.get(table) ?? []).filter((row) => row[PERSON_TABLES[table]] === id);
  const people = ids.filter((id) => rowsOf('students', id).length > 0);
  return new Map(people.map((id) => [id, byTable(personTables, (table) => rowsOf(table, id))]));
}

function byTable<Table extends string>(
  tables: readonly Table[],
  rowsOf: (table: Table) => readonly Row[],
): Record<Table, readonly Row[]> {
  const entries = tables.map((table) => [table, rowsOf(table)] as const);
  return Object.fromEntries(entries) as Record<Table, readonly Row[]>;
}

async function readCatalogue(manager: EntityManager): Promise<CatalogueRows> {
  const read = new Map<string, Row[]>();
  for (const table of CATALOGUE_TABLES) {
    read.set(table, await manager.query(`SELECT * FROM ${table} ORDER BY 1`));
  }
  return byTable(CATALOGUE_TABLES, (table) => read.get(table) ?? []);
}

async function absences(manager: EntityManager, ids: readonly string[]): Promise<Map<string, Absence>> {
  if (ids.length === 0) return new Map();
  const present: { id: string }[] = await manager.query('SELECT id FROM students WHERE id IN (?)', [ids]);
  const erased: { id: string }[] = await manager.query(
    `SELECT subject_id AS id FROM audit_log
     WHERE subject_type = 'student' AND subject_id IN (?) AND action = 'student.erase'`,
    [ids],
  );
  const absence = new Map<string, Absence>(ids.map((id) => [id, 'unknown']));
  for (const { id } of erased) absence.set(id, 'erased');
  for (const { id } of present) absence.set(id, 'no-consent');
  return absence;
}

async function insertAll<Table extends string>(
  manager: EntityManager,
  tables: readonly Table[],
  rows: Readonly<Record<Table, readonly Row[]>>,
): Promise<void> {
  for (const table of tables) {
    const known = await readColumns(manager, table);
    for (const row of rows[table] ?? []) await insertRow(manager, table, known, row);
  }
}

async function insertRow(
  manager: EntityManager,
  table: string,
  known: ReadonlySet<string>,
  row: Row,
): Promise<void> {
  const columns = Object.keys(row);
  const unknown = columns.find((column) => !known.has(column));
  if (unknown)
    throw new RangeError(`this schema has no column ${table}.${unknown}: it is older than the copy`);
  const other = OTHER_PEOPLE[table];
  const marks = columns.map((column) => (column === other ? '(SELECT id FROM students WHERE id = ?)' : '?'));
  const key = columns[0] ?? 'id';
  await manager.query(
    `INSERT INTO ${table} (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES (${marks.join(', ')})
     ON DUPLICATE KEY UPDATE \`${key}\` = \`${key}\``,
    columns.map((column) => parameterOf(row[column])),
  );
}

/** MySQL answers JSON as objects and MariaDB as text; both take text. */
function parameterOf(value: unknown): unknown {
  const isJson =
    typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value);
  return isJson ? JSON.stringify(value) : value;
}
