import type { EntityManager } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import type { AuditEntry } from '../../tables/audit-entry.ts';
import type { AuditHead } from '../../tables/audit-head.ts';
import { detailsOf, GENESIS_HASH, hashOfEntry } from './canonical-entry.ts';

/** A transaction of about half a second. */
const BATCH = 500;

type Unsealed = Pick<AuditEntry, 'id' | 'at' | 'actor' | 'action' | 'subjectType' | 'subjectId' | 'details'>;

/**
 * Gives the oldest entries that were written before `before` and have no place yet the next places in the chain; at most 500 in one
 * transaction, which holds the row of seq 0: of two sealers one waits for the other. An entry that was committed late gets its
 * place later, so each has exactly one. Undefined when nothing is to be sealed.
 */
export function sealEntries(store: Store, before: Date): Promise<AuditHead | undefined> {
  return store.write(async (manager) => {
    await holdChain(manager);
    const last = await lastSealed(manager);
    const rows = await unsealed(manager, before);
    if (rows.length === 0) return undefined;
    const at = new Date();
    let { seq, hash } = last;
    for (const row of rows) {
      const prevHash = hash;
      seq += 1;
      hash = hashOfEntry({ ...row, seq, prevHash });
      await manager.query(
        'UPDATE audit_log SET seq = ?, prev_hash = ?, hash = ?, sealed_at = ? WHERE id = ? AND seq IS NULL',
        [seq, prevHash, hash, at, row.id],
      );
    }
    const head: AuditHead = { seq, hash, at, entries: rows.length };
    await manager.query('INSERT INTO audit_heads (seq, hash, at, entries) VALUES (?, ?, ?, ?)', [
      ...[head.seq, head.hash, head.at, head.entries],
    ]);
    return head;
  });
}

async function holdChain(manager: EntityManager): Promise<void> {
  await manager.query(
    `INSERT INTO audit_heads (seq, hash, at, entries) VALUES (0, ?, ?, 0)
     ON DUPLICATE KEY UPDATE seq = seq`,
    [GENESIS_HASH, new Date()],
  );
  await manager.query('SELECT seq FROM audit_heads WHERE seq = 0 FOR UPDATE');
}

/** By what was noted of the last sealing, so that a cut tail is never grown over: the place after it stays empty for good. */
async function lastSealed(manager: EntityManager): Promise<{ readonly seq: number; readonly hash: string }> {
  const rows: { seq: number; hash: string }[] = await manager.query(
    'SELECT seq, hash FROM audit_heads ORDER BY seq DESC LIMIT 1',
  );
  return rows[0] ?? { seq: 0, hash: GENESIS_HASH };
}

async function unsealed(manager: EntityManager, before: Date): Promise<Unsealed[]> {
  const rows: (Omit<Unsealed, 'details'> & { readonly details: unknown })[] = await manager.query(
    `SELECT id, at, actor, action, subject_type AS subjectType, subject_id AS subjectId, details
     FROM audit_log WHERE seq IS NULL AND at < ? ORDER BY at, id LIMIT ${BATCH}`,
    [before],
  );
  return rows.map((row) => ({ ...row, details: detailsOf(row.details) }));
}
