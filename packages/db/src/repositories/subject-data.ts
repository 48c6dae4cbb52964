import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type SubjectTable, subjectTables } from './subject-tables.ts';

export type SubjectRow = Readonly<Record<string, unknown>>;
/** Rows, some at a time; never an empty page. */
export type SubjectPages = AsyncGenerator<readonly SubjectRow[], void, undefined>;
/** A table, and how often its rows of the person may be read from the first on. */
export type SubjectSource = { readonly table: string; readonly pages: () => SubjectPages };
export type SubjectData = ReturnType<typeof createSubjectData>;

const PAGE = 500;
/** Entries of the audit log that one statement looks through. */
const LOOKED_THROUGH = 5_000;
/** No two clocks of a site are further apart. */
const DAY_MS = 86_400_000;
const ACTOR = /^(actor|[a-z]+_by)$/;
const PERSON = /^(student_id|candidate_id|outsider_id|student_[ab]_id)$/;

/** What the database holds about one person, in tables of whatever version, for that person to read; a page in memory at a time. */
export function createSubjectData(store: Store) {
  return {
    /**
     * The tables that have rows of the student: whole rows of those with a `student_id`, and the student's own; of a row that names the student
     * beside somebody else, what is not of the other. Left out are sealed bytes, other people, and who exactly did something: of an actor its
     * kind alone is told.
     */
    ofStudent: async (studentId: string): Promise<SubjectSource[]> => {
      const tables = await store.read(subjectTables);
      const sources: SubjectSource[] = [];
      for (const table of tables) {
        const pages = () => rowsOf(store, table, studentId);
        const { done } = await pages().next();
        if (!done) sources.push({ table: table.table, pages });
      }
      return sources;
    },
    /** Who did something to the person, or looked: what and when, and of the actor its kind. The oldest first. */
    accessesTo: (studentId: string): SubjectPages => accessesTo(store, studentId),
  };
}

async function* rowsOf(store: Store, table: SubjectTable, studentId: string): SubjectPages {
  for (const [at, owner] of table.owners.entries()) {
    const earlier = table.owners.slice(0, at);
    let after: unknown[] | undefined;
    do {
      const rows = await store.read((manager) =>
        readRows(manager, table, { owner, earlier, studentId, after }),
      );
      const last = rows.at(-1);
      if (last) yield rows.map((row) => shown(row, table, studentId));
      after = last && rows.length === PAGE ? table.key.map((name) => last[name]) : undefined;
    } while (after);
  }
}

type Reading = {
  readonly owner: string;
  /** Rows that these name the student in were read before. */
  readonly earlier: readonly string[];
  readonly studentId: string;
  readonly after: readonly unknown[] | undefined;
};

function readRows(
  manager: EntityManager,
  { table, columns, key }: SubjectTable,
  { owner, earlier, studentId, after }: Reading,
): Promise<SubjectRow[]> {
  const order = key.join(', ');
  const conditions = [`${owner} = ?`, ...earlier.map((name) => `NOT (${name} <=> ?)`)];
  if (after) conditions.push(`(${order}) > (${key.map(() => '?').join(', ')})`);
  return manager.query(
    `SELECT ${[...new Set([...columns, ...key])].join(', ')} FROM ${table}
     WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ${PAGE}`,
    [studentId, ...earlier.map(() => studentId), ...(after ?? [])],
  );
}

/** The crop of a sighting may lie with whom the face was said to be. */
function shown(row: SubjectRow, { table, columns }: SubjectTable, studentId: string): SubjectRow {
  const isOfOther = table === 'sightings' && row.student_id !== studentId;
  const entries = columns.map((name) => {
    const value = row[name];
    const isHidden = (PERSON.test(name) && value !== studentId) || (isOfOther && name === 'evidence_key');
    return [name, isHidden ? null : withoutName(name, value)];
  });
  return Object.fromEntries(entries);
}

function withoutName(name: string, value: unknown): unknown {
  return ACTOR.test(name) && typeof value === 'string' ? value.replace(/:.*/, '') : value;
}

async function* accessesTo(store: Store, studentId: string): SubjectPages {
  let after = await store.read((manager) => idBefore(manager, studentId));
  for (;;) {
    const upTo = await store.read((manager) => lastOfNext(manager, after));
    const rows = await store.read((manager) => readAccesses(manager, { studentId, after, upTo }));
    if (rows.length > 0) {
      yield rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withoutName(name, value)])),
      );
    }
    if (upTo === undefined) return;
    after = upTo;
  }
}

/** Ids begin with the time at which they were made: nothing tells of somebody who was not there yet. */
async function idBefore(manager: EntityManager, studentId: string): Promise<string> {
  const [student]: { at: Date }[] = await manager.query(
    'SELECT created_at AS at FROM students WHERE id = ?',
    [studentId],
  );
  if (!student) return '';
  const hex = Math.max(student.at.getTime() - DAY_MS, 0)
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}`;
}

/** Undefined when less is left than one statement looks through. */
async function lastOfNext(manager: EntityManager, after: string): Promise<string | undefined> {
  const [row]: { id: string }[] = await manager.query(
    `SELECT id FROM audit_log WHERE id > ? ORDER BY id LIMIT 1 OFFSET ${LOOKED_THROUGH - 1}`,
    [after],
  );
  return row?.id;
}

type Stretch = { readonly studentId: string; readonly after: string; readonly upTo: string | undefined };

/** By subject from the index, and by details among the entries of the stretch alone. */
function readAccesses(manager: EntityManager, { studentId, after, upTo }: Stretch): Promise<SubjectRow[]> {
  const within = upTo === undefined ? 'id > ?' : 'id > ? AND id <= ?';
  const bounds = upTo === undefined ? [after] : [after, upTo];
  return manager.query(
    `SELECT at, actor, action, subject_type FROM (
       SELECT id, at, actor, action, subject_type FROM audit_log
       WHERE subject_type = 'student' AND subject_id = ? AND ${within}
       UNION SELECT id, at, actor, action, subject_type FROM audit_log WHERE ${within} AND LOCATE(?, details) > 0
     ) found ORDER BY id`,
    [studentId, ...bounds, ...bounds, studentId],
  );
}
