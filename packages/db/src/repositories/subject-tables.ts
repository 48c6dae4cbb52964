import type { EntityManager } from 'typeorm';

/** A table that may hold rows of a person. */
export type SubjectTable = {
  readonly table: string;
  /** Whoever one of these names, of them is the row; in order, and never none. */
  readonly owners: readonly string[];
  /** What the person may read. */
  readonly columns: readonly string[];
  /** By which rows are put in order. */
  readonly key: readonly string[];
};

/** Columns beside `student_id` by which a row is of the person that they name, too. */
export const ALSO_OF: Readonly<Record<string, readonly string[]>> = {
  sightings: ['candidate_id'],
  review_items: ['outsider_id'],
  look_alike_pairs: ['student_a_id', 'student_b_id'],
};
/** Whom such a row names beside the person is not told; the row is somebody else's. The archive says so. */
export const OF_OTHERS: Readonly<Record<string, string>> = {
  'sightings.runner_up_id': 'another face, which was not taken for the person',
  'photos.similar_student_id': 'a photo of somebody else',
};
/** Other people, and what means nothing outside. */
const HIDDEN = /^(runner_up_id|similar_student_id|open_key|link_epoch|key_id|hash|prev_hash)$/;

type Column = { readonly t: string; readonly c: string; readonly type: string; readonly k: string };

/** Every table with a `student_id`, the student's own, and those that name the person by another column. */
export async function subjectTables(manager: EntityManager): Promise<SubjectTable[]> {
  const found: Column[] = await manager.query(
    `SELECT c.TABLE_NAME AS t, c.COLUMN_NAME AS c, c.DATA_TYPE AS type, c.COLUMN_KEY AS k
     FROM information_schema.COLUMNS c
     JOIN information_schema.TABLES t ON t.TABLE_SCHEMA = c.TABLE_SCHEMA AND t.TABLE_NAME = c.TABLE_NAME
     WHERE c.TABLE_SCHEMA = DATABASE() AND t.TABLE_TYPE = 'BASE TABLE' ORDER BY c.TABLE_NAME, c.ORDINAL_POSITION`,
  );
  const names = [...new Set(found.map(({ t }) => t))];
  return names.flatMap((table) => {
    const own = found.filter(({ t }) => t === table);
    const owners = ownersOf(table, own);
    if (owners.length === 0) return [];
    const shown = own.filter(({ c, type }) => !HIDDEN.test(c) && !type.includes('blob'));
    const key = own.filter(({ k }) => k === 'PRI').map(({ c }) => c);
    return [{ table, owners, columns: shown.map(({ c }) => c), key }];
  });
}

function ownersOf(table: string, columns: readonly Column[]): string[] {
  if (table === 'students') return ['id'];
  const also = ALSO_OF[table] ?? [];
  return columns.map(({ c }) => c).filter((name) => name === 'student_id' || also.includes(name));
}
