import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';

export type SubjectRow = Readonly<Record<string, unknown>>;
/** Rows by table, as the database names them. */
export type SubjectTables = Readonly<Record<string, readonly SubjectRow[]>>;
export type SubjectData = ReturnType<typeof createSubjectData>;

/** More rows of one table than a person leaves in years. */
const MOST_ROWS = 200_000;
/** Other people, and what means nothing outside. */
const OTHERS =
  /^(candidate_id|runner_up_id|similar_student_id|outsider_id|open_key|link_epoch|key_id|hash|prev_hash)$/;
const ACTOR = /^(actor|[a-z]+_by)$/;

/** What the database holds about one person, in tables of whatever version, for that person to read. */
export function createSubjectData(store: Store) {
  return {
    /**
     * Every row of every table that has a `student_id`, and the student's own. Left out are sealed bytes, other people, and who exactly did
     * something: of an actor its kind alone is told.
     */
    ofStudent: (studentId: string): Promise<SubjectTables> =>
      store.read(async (manager) => {
        const tables: Record<string, SubjectRow[]> = {};
        for (const { table, owner, columns } of await tablesOf(manager)) {
          const rows: SubjectRow[] = await manager.query(
            `SELECT ${columns.join(', ')} FROM ${table} WHERE ${owner} = ? LIMIT ${MOST_ROWS}`,
            [studentId],
          );
          if (rows.length > 0) tables[table] = rows.map(withoutActors);
        }
        return tables;
      }),
    /** Who did something to the person, or looked: what and when, and of the actor its kind. The oldest first. */
    accessesTo: (studentId: string): Promise<SubjectRow[]> =>
      store.read(async (manager) => {
        const rows: SubjectRow[] = await manager.query(
          `SELECT at, actor, action, subject_type FROM audit_log
           WHERE (subject_type = 'student' AND subject_id = ?) OR LOCATE(?, details) > 0 ORDER BY id LIMIT ${MOST_ROWS}`,
          [studentId, studentId],
        );
        return rows.map(withoutActors);
      }),
  };
}

type Table = { readonly table: string; readonly owner: string; readonly columns: readonly string[] };

async function tablesOf(manager: EntityManager): Promise<Table[]> {
  const found: { t: string; c: string; type: string }[] = await manager.query(
    `SELECT TABLE_NAME AS t, COLUMN_NAME AS c, DATA_TYPE AS type FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME, ORDINAL_POSITION`,
  );
  const names = [...new Set(found.map(({ t }) => t))];
  return names.flatMap((table) => {
    const own = found.filter(({ t }) => t === table);
    const hasStudent = own.some(({ c }) => c === 'student_id');
    if (!hasStudent && table !== 'students') return [];
    const shown = own.filter(({ c, type }) => !OTHERS.test(c) && !type.includes('blob'));
    return [{ table, owner: hasStudent ? 'student_id' : 'id', columns: shown.map(({ c }) => c) }];
  });
}

function withoutActors(row: SubjectRow): SubjectRow {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    ACTOR.test(name) && typeof value === 'string' ? value.replace(/:.*/, '') : value,
  ]);
  return Object.fromEntries(entries);
}
