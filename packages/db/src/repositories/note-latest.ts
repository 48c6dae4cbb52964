import type { EntityManager } from 'typeorm';

type Note = {
  readonly table: 'devices' | 'api_keys';
  readonly column: 'last_seen_at' | 'last_used_at';
  readonly id: string;
  readonly at: Date;
};

/** Moves the moment forward and never back: calls come in any order. */
export async function noteLatest(manager: EntityManager, { table, column, id, at }: Note): Promise<void> {
  await manager.query(
    `UPDATE ${table} SET ${column} = ? WHERE id = ? AND (${column} IS NULL OR ${column} < ?)`,
    [at, id, at],
  );
}
