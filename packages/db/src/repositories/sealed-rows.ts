import type { Store } from '../connection/store.ts';

/**
 * Every table whose rows are sealed by the template key, and the columns that its rows' context is made of. Each has the columns
 * `id`, `key_id` and `ciphertext`.
 */
export const SEALED_TABLES = {
  templates: ['photo_id', 'engine'],
  correction_templates: ['correction_id', 'engine'],
} as const;
export type SealedTable = keyof typeof SEALED_TABLES;

export type SealedRow = {
  readonly table: SealedTable;
  readonly id: string;
  readonly keyId: string;
  readonly ciphertext: Buffer;
  /** The values of the table's SEALED_TABLES columns, in their order. */
  readonly boundTo: readonly string[];
};
export type SealedCount = { readonly table: SealedTable; readonly keyId: string; readonly rows: number };
export type SealedRows = ReturnType<typeof createSealedRows>;

type Batch = {
  readonly table: SealedTable;
  /** Rows under this key are left out. */
  readonly exceptKeyId: string;
  /** The id after which the batch begins; empty for the first. */
  readonly after: string;
  /** At most 200. */
  readonly limit: number;
};

const LONGEST_BATCH = 200;

export function createSealedRows(store: Store) {
  return {
    /** How many rows of each table each key seals; tables and keys without rows are left out. */
    countByKey: (): Promise<SealedCount[]> => countByKey(store),
    /** In the order of ids, which grow with time: rows that come meanwhile come last. */
    batch: (batch: Batch): Promise<SealedRow[]> => readBatch(store, batch),
    /** Puts `sealed` in place of exactly what `row` holds; false when it holds something else by now, or is gone. */
    replace: (row: SealedRow, sealed: Pick<SealedRow, 'keyId' | 'ciphertext'>): Promise<boolean> =>
      replaceSealed(store, row, sealed),
  };
}

async function countByKey(store: Store): Promise<SealedCount[]> {
  const counts = tableNames().map((table) =>
    store.read(async (manager) => {
      const rows: { keyId: string; count: string | number }[] = await manager.query(
        `SELECT key_id AS keyId, COUNT(*) AS count FROM ${table} GROUP BY key_id ORDER BY key_id`,
      );
      return rows.map(({ keyId, count }) => ({ table, keyId, rows: Number(count) }));
    }),
  );
  return (await Promise.all(counts)).flat();
}

async function readBatch(store: Store, { table, exceptKeyId, after, limit }: Batch): Promise<SealedRow[]> {
  const bound = SEALED_TABLES[table];
  type Row = { id: string; keyId: string; ciphertext: Buffer } & Record<string, string>;
  const rows: Row[] = await store.read((manager) =>
    manager.query(
      `SELECT id, key_id AS keyId, ciphertext, ${bound.join(', ')} FROM ${table}
       WHERE id > ? AND key_id <> ? ORDER BY id LIMIT ?`,
      [after, exceptKeyId, Math.min(limit, LONGEST_BATCH)],
    ),
  );
  return rows.map(({ id, keyId, ciphertext, ...row }) => ({
    table,
    id,
    keyId,
    ciphertext,
    boundTo: bound.map((column) => row[column] ?? ''),
  }));
}

/** The bytes are compared too: a row may have been sealed anew by the same key, with another template in it. */
async function replaceSealed(
  store: Store,
  { table, id, keyId, ciphertext }: SealedRow,
  sealed: Pick<SealedRow, 'keyId' | 'ciphertext'>,
): Promise<boolean> {
  return store.write(
    async (manager) => {
      const { affectedRows }: { affectedRows: number } = await manager.query(
        `UPDATE ${table} SET key_id = ?, ciphertext = ? WHERE id = ? AND key_id = ? AND ciphertext = ?`,
        [sealed.keyId, sealed.ciphertext, id, keyId, ciphertext],
      );
      return affectedRows === 1;
    },
    { idempotent: true },
  );
}

function tableNames(): SealedTable[] {
  return Object.keys(SEALED_TABLES) as SealedTable[];
}
