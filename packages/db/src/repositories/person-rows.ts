import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { bumpGalleriesOfStudent } from './galleries.ts';
import { insertRows, type KnownColumns, type Row } from './insert-rows.ts';
import {
  CATALOGUE_TABLES,
  type CatalogueTable,
  PERSON_TABLES,
  type PersonTable,
  personTables,
} from './person-tables.ts';

export type PersonRows = Readonly<Record<PersonTable, readonly Row[]>>;
export type CatalogueRows = Readonly<Record<CatalogueTable, readonly Row[]>>;
/** Why somebody who was in a copy is not among those whose consent is in force. */
export type Absence = 'erased' | 'no-consent' | 'unknown';
export type PersonRowsRepository = ReturnType<typeof createPersonRows>;

const LONGEST_PAGE_OF_IDS = 1_000;

/** Whole rows, whatever their columns, for copies that are kept elsewhere and brought back. */
export function createPersonRows(store: Store) {
  const known: KnownColumns = new Map();
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
    /** What is there already stays as it is. Throws RangeError for a table or column that this schema does not have. */
    insertCatalogue: (rows: Readonly<Record<string, readonly Row[]>>): Promise<void> =>
      store.write((manager) => insertRows(manager, CATALOGUE_TABLES, rows, known), { idempotent: true }),
    /** All of a person or nothing, and the galleries are told; what is there already stays. Throws as `insertCatalogue`. */
    insertPerson: (rows: PersonRows): Promise<void> =>
      store.write(
        async (manager) => {
          await insertRows(manager, personTables, rows, known);
          for (const { id } of rows.students) await bumpGalleriesOfStudent(manager, String(id));
        },
        { idempotent: true },
      ),
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

type Owned = Row & { readonly owner: string };

async function rowsOfPeople(
  manager: EntityManager,
  ids: readonly string[],
): Promise<Map<string, PersonRows>> {
  if (ids.length === 0) return new Map();
  const read = new Map<PersonTable, readonly Owned[]>();
  for (const table of personTables.toReversed()) {
    const { select } = PERSON_TABLES[table];
    const mentions = select.split(':ids').length - 1;
    const sql = `${select.replaceAll(':ids', '?')} ORDER BY 1, 2, 3`;
    read.set(table, await manager.query(sql, Array(mentions).fill(ids)));
  }
  const rowsOf = (table: PersonTable, id: string) =>
    (read.get(table) ?? []).filter((row) => row.owner === id).map(({ owner: _, ...row }) => row);
  const people = (read.get('students') ?? []).map(({ owner }) => owner);
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
  for (const table of CATALOGUE_TABLES.toReversed()) {
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
