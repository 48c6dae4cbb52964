import type { EntityManager } from 'typeorm';
import { ruleOf } from './person-tables.ts';

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
): Promise<void> {
  const strange = Object.keys(rows).find((table) => !tables.includes(table));
  if (strange) throw new RangeError(`this schema has no ${strange} to bring back: it is older than the copy`);
  for (const table of tables) {
    const wanted = rows[table] ?? [];
    if (wanted.length === 0) continue;
    const known = await readColumns(manager, table);
    for (const row of wanted) await insertRow(manager, table, known, row);
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
  const { others = [], needs = [] } = ruleOf(table);
  for (const column of needs) if (!(await studentExists(manager, row[column]))) return;
  const marks = columns.map((column) =>
    others.includes(column) ? '(SELECT id FROM students WHERE id = ?)' : '?',
  );
  const key = columns[0] ?? 'id';
  await manager.query(
    `INSERT INTO ${table} (${columns.map((column) => `\`${column}\``).join(', ')}) VALUES (${marks.join(', ')})
     ON DUPLICATE KEY UPDATE \`${key}\` = \`${key}\``,
    columns.map((column) => parameterOf(row[column])),
  );
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
