import type { EntityManager } from 'typeorm';

/** The names of a table's columns. */
export async function readColumns(manager: EntityManager, table: string): Promise<Set<string>> {
  const rows: { name: string }[] = await manager.query(
    `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ?`,
    [table],
  );
  return new Set(rows.map(({ name }) => name));
}
