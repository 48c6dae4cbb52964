import type { EntityManager } from 'typeorm';
import { ruleOf } from './person-tables.ts';

/** The columns of the tables that were written already; what was read once holds for a process. */
export type KnownColumns = Map<string, ReadonlySet<string>>;

/** About 1.6 MB of templates at 25 KB each: far below any max_allowed_packet. */
const ROWS_PER_STATEMENT = 64;

/** A value as the driver gives it: text, number, Date, Buffer, JSON or null. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * Whole rows, table by table in the order of `tables`. What is there already stays as it is. Throws RangeError for a table that
 * is not in `tables`, or a column that a table does not have.
 */
export async function insertRows(
  manager: EntityManager,
  tables: readonly string[],
  rows: Readonly<Record<string, readonly Row[]>>,
  known: KnownColumns,
): Promise<void> {
  const strange = Object.keys(rows).find((table) => !tables.includes(table));
  if (strange) throw new RangeError(`this schema has no ${strange} to bring back: it is older than the copy`);
  for (const table of tables) {
    const wanted = await insertable(manager, table, rows[table] ?? []);
    const columns = Object.keys(wanted[0] ?? {});
    if (columns.length === 0) continue;
    await refuseUnknown(manager, table, wanted, known);
    await insertTogether(manager, table, columns, wanted);
  }
}

/** The rows whose people are there. */
async function insertable(manager: EntityManager, table: string, rows: readonly Row[]): Promise<Row[]> {
  const { needs = [] } = ruleOf(table);
  const kept: Row[] = [];
  for (const row of rows) {
    const there = await Promise.all(needs.map((column) => studentExists(manager, row[column])));
    if (there.every(Boolean)) kept.push(row);
  }
  return kept;
}

async function refuseUnknown(
  manager: EntityManager,
  table: string,
  rows: readonly Row[],
  known: KnownColumns,
): Promise<void> {
  const columns = known.get(table) ?? (await readColumns(manager, table));
  known.set(table, columns);
  const unknown = rows.flatMap((row) => Object.keys(row)).find((column) => !columns.has(column));
  if (unknown)
    throw new RangeError(`this schema has no column ${table}.${unknown}: it is older than the copy`);
}

/** One statement for each ROWS_PER_STATEMENT; the rows of one copy have the same columns. */
async function insertTogether(
  manager: EntityManager,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
): Promise<void> {
  const { others = [] } = ruleOf(table);
  const marks = columns.map((column) =>
    others.includes(column) ? '(SELECT id FROM students WHERE id = ?)' : '?',
  );
  const key = columns[0] ?? 'id';
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const batch = rows.slice(from, from + ROWS_PER_STATEMENT);
    await manager.query(
      `INSERT INTO ${table} (${columns.map((column) => `\`${column}\``).join(', ')})
       VALUES ${batch.map(() => `(${marks.join(', ')})`).join(', ')}
       ON DUPLICATE KEY UPDATE \`${key}\` = \`${key}\``,
      batch.flatMap((row) => columns.map((column) => parameterOf(row[column] ?? null))),
    );
  }
}

async function studentExists(manager: EntityManager, id: unknown): Promise<boolean> {
  const rows: unknown[] = await manager.query('SELECT id FROM students WHERE id = ?', [id]);
  return rows.length > 0;
}

/** MySQL answers JSON as objects and MariaDB as text; both take text. */
function parameterOf(value: unknown): unknown {
  const isJson =
    typeof value === 'object' && value !== null && !(value instanceof Date) && !Buffer.isBuffer(value);
  return isJson ? JSON.stringify(value) : value;
}

async function readColumns(manager: EntityManager, table: string): Promise<Set<string>> {
  const rows: { name: string }[] = await manager.query(
    `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?`,
    [table],
  );
  return new Set(rows.map(({ name }) => name));
}
