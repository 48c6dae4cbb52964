import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { type Student, studentTable } from '../tables/student.ts';
import { folded } from './folded.ts';

/** An email that is undefined stays as it is. */
type ImportRow = {
  readonly number: string;
  readonly name: string;
  readonly email?: string | null | undefined;
};
export type ImportResult = { readonly created: number; readonly updated: number; readonly unchanged: number };

export const LONGEST_IMPORT = 10_000;
const ROWS_PER_STATEMENT = 500;

/**
 * All rows or none. A number that is known (whatever the case of its letters) has its name and email brought up to date; of rows
 * with one number the last counts. Throws RangeError above LONGEST_IMPORT rows.
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
  const knownBy = new Map(known.map((student) => [folded(student.number), student]));
  const changed = rows.filter((row) => !isSame(knownBy.get(folded(row.number)), row));
  const created = changed.filter((row) => !knownBy.has(folded(row.number))).length;
  if (changed.length > 0) await upsert(manager, changed, knownBy);
  return { created, updated: changed.length - created, unchanged: rows.length - changed.length };
}

function isSame(student: Student | undefined, { name, email }: ImportRow): boolean {
  return student?.name === name && (email === undefined || student.email === email);
}

async function upsert(
  manager: EntityManager,
  rows: readonly ImportRow[],
  knownBy: ReadonlyMap<string, Student>,
): Promise<void> {
  const now = new Date();
  await manager.query(
    `INSERT INTO students (id, number, name, email, created_at) VALUES ${rows.map(() => '(?, ?, ?, ?, ?)').join(', ')}
     ON DUPLICATE KEY UPDATE name = VALUES(name), email = VALUES(email)`,
    rows.flatMap(({ number, name, email }) => {
      const kept = email === undefined ? (knownBy.get(folded(number))?.email ?? null) : email;
      return [uuidv7(), number, name, kept, now];
    }),
  );
}
