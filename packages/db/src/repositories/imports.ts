import { LessThan } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import { type Import, importTable } from '../tables/import.ts';

export type NewImport = Pick<
  Import,
  | 'kind'
  | 'status'
  | 'fileSha256'
  | 'options'
  | 'counts'
  | 'rowCount'
  | 'errorCount'
  | 'warningCount'
  | 'content'
  | 'createdBy'
  | 'expiresAt'
>;
/** What a second look at the same rows found. */
export type CheckedAgain = Pick<Import, 'status' | 'counts' | 'errorCount' | 'warningCount' | 'content'>;
export type Imports = ReturnType<typeof createImports>;

/** Files that wait at once; the oldest go first. */
const MOST_WAITING_IMPORTS = 50;

export function createImports(store: Store) {
  return {
    /** Makes room for it: what has expired goes, and the oldest beyond MOST_WAITING_IMPORTS. */
    create: (wanted: NewImport): Promise<Import> =>
      store.write(async (manager) => {
        const createdAt = new Date();
        await manager.delete(importTable, { expiresAt: LessThan(createdAt) });
        const waiting: { id: string }[] = await manager.query(
          'SELECT id FROM imports WHERE applied_at IS NULL ORDER BY id DESC LIMIT 1000 OFFSET ?',
          [MOST_WAITING_IMPORTS - 1],
        );
        if (waiting.length > 0)
          await manager.delete(
            importTable,
            waiting.map(({ id }) => id),
          );
        const row: Import = { ...wanted, id: uuidv7(), createdAt, appliedBy: null, appliedAt: null };
        await manager.insert(importTable, { ...row } as never);
        return row;
      }),
    /** Undefined when there is none, or it has expired. */
    find: (id: string, now = new Date()): Promise<Import | undefined> =>
      store.read(async (manager) => inForce(await manager.findOneBy(importTable, { id }), now)),
    /** Holds it alone to the end of the transaction, so that it is applied once. */
    hold: (id: string, now = new Date()): Promise<Import | undefined> =>
      store.write(async (manager) =>
        inForce(
          await manager.findOne(importTable, { where: { id }, lock: { mode: 'pessimistic_write' } }),
          now,
        ),
      ),
    checkedAgain: (id: string, found: CheckedAgain): Promise<void> =>
      store.write(async (manager) => {
        await manager.update(importTable, { id }, { ...found } as never);
      }),
    /** Its rows go; the counts stay until it expires. */
    applied: (
      id: string,
      { appliedBy, counts, expiresAt }: Pick<Import, 'appliedBy' | 'counts' | 'expiresAt'>,
    ): Promise<void> =>
      store.write(async (manager) => {
        const change = {
          status: 'applied',
          appliedBy,
          appliedAt: new Date(),
          counts,
          expiresAt,
          content: null,
        };
        await manager.update(importTable, { id }, change as never);
      }),
    /** Answers how many have gone. May run twice. */
    removeExpired: (now: Date): Promise<number> =>
      store.write(
        async (manager) => (await manager.delete(importTable, { expiresAt: LessThan(now) })).affected ?? 0,
        { idempotent: true },
      ),
  };
}

function inForce(row: Import | null, now: Date): Import | undefined {
  return row && row.expiresAt > now ? row : undefined;
}
