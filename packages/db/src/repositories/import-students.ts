import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { studentTable } from '../tables/student.ts';

type ImportRow = { readonly number: string; readonly name: string };
export type ImportResult = { readonly created: number; readonly updated: number; readonly unchanged: number };

export const LONGEST_IMPORT = 10_000;
const ROWS_PER_STATEMENT = 500;

/**
 * All rows or none. A number that is known (whatever the case of its letters) has its name brought up to date; of rows with
 * one number the last counts. Throws RangeError above LONGEST_IMPORT rows.
 */
export async function importStudents(store: Store, rows: readonly ImportRow[]): Promise<ImportResult> {
  if (rows.length > LONGEST_IMPORT) throw new RangeError(`an import holds at most ${LONGEST_IMPORT} rows`);
  const wanted = [...new Map(rows.map((row) => [folded(row.number), row])).values()];
  wanted.sort((a, b) => (a.number < b.number ? -1 : 1));
  return store.write(
    async (manager) => {
      const total = { created: 0, updated: 0, unchanged: 0 };
      for (let from = 0; from < wanted.length; from += ROWS_PER_STATEMENT) {
        const part = await importPart(manager, wanted.slice(from, from + ROWS_PER_STATEMENT));
        total.created += part.created;
        total.updated += part.updated;
        total.unchanged += part.unchanged;
      }
      return total;
    },
    { idempotent: true },
  );
}

async function importPart(manager: EntityManager, rows: readonly ImportRow[]): Promise<ImportResult> {
  const numbers = rows.map((row) => row.number);
  const known = await manager.findBy(studentTable, { number: In(numbers) });
  const names = new Map(known.map((student) => [folded(student.number), student.name]));
  const changed = rows.filter((row) => names.get(folded(row.number)) !== row.name);
  const created = changed.filter((row) => !names.has(folded(row.number))).length;
  if (changed.length > 0) await upsert(manager, changed);
  return { created, updated: changed.length - created, unchanged: rows.length - changed.length };
}

async function upsert(manager: EntityManager, rows: readonly ImportRow[]): Promise<void> {
  const now = new Date();
  await manager.query(
    `INSERT INTO students (id, number, name, created_at) VALUES ${rows.map(() => '(?, ?, ?, ?)').join(', ')}
     ON DUPLICATE KEY UPDATE name = VALUES(name)`,
    rows.flatMap((row) => [uuidv7(), row.number, row.name, now]),
  );
}

/** Numbers are the same when the column's collation says so: neither case, accents nor spaces at the end matter. */
function folded(number: string): string {
  return number.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trimEnd();
}
