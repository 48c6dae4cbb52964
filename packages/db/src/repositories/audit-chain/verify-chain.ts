import type { Store } from '../../connection/store.ts';
import type { AuditEntry } from '../../tables/audit-entry.ts';
import type { AuditHead } from '../../tables/audit-head.ts';
import { detailsOf, GENESIS_HASH, hashOfEntry } from './canonical-entry.ts';

export const CHAIN_PROBLEMS = ['changed', 'removed', 'reordered', 'cut', 'rewritten'] as const;

export type ChainProblem = {
  readonly seq: number;
  /**
   * `changed`: the entry is not as it was sealed. `removed`: no entry stands at that place. `reordered`: it does not follow the entry
   * before it. `cut`: a head says that the chain was longer. `rewritten`: it differs from a head that was noted.
   */
  readonly problem: (typeof CHAIN_PROBLEMS)[number];
};

/** A head that was noted, here or elsewhere. */
export type Anchor = Pick<AuditHead, 'seq' | 'hash'>;

export type ChainVerification = {
  readonly isIntact: boolean;
  /** Sealed entries that were read. */
  readonly checked: number;
  /** Entries that wait to be sealed. */
  readonly unsealed: number;
  readonly head: Anchor | null;
  /** Heads that the chain was held against. */
  readonly anchors: number;
  /** At most 100. */
  readonly problems: readonly ChainProblem[];
};

export type VerifyOptions = {
  /** Heads that are kept outside the database. */
  readonly anchors?: readonly Anchor[] | undefined;
  /** Reads the newest so many places alone; everything unless told. */
  readonly newest?: number | undefined;
  readonly onProgress?: ((checked: number) => void) | undefined;
};

const BATCH = 1000;
const MOST_PROBLEMS = 100;

type Row = Pick<AuditEntry, 'id' | 'at' | 'actor' | 'action' | 'subjectType' | 'subjectId' | 'details'> & {
  readonly seq: number;
  readonly prevHash: string | null;
  readonly hash: string | null;
};

/** Reads the chain from its start, 1,000 entries at a time, and holds it against every head that was noted. */
export async function verifyChain(store: Store, options: VerifyOptions = {}): Promise<ChainVerification> {
  const unsealed = await countUnsealed(store);
  // Before the highest place: what is sealed meanwhile is then no head that the chain lacks.
  const heads = await headsOf(store);
  const highest = await highestSeq(store);
  const from = options.newest === undefined ? 0 : Math.max(0, highest - options.newest);
  const anchors = anchorsAfter([...heads, ...(options.anchors ?? [])], from);
  const check = createCheck(from, from === 0 ? GENESIS_HASH : await hashAt(store, from), anchors);
  for (let after = from; ; ) {
    const rows = await rowsAfter(store, after, highest);
    for (const row of rows) check.take(row);
    options.onProgress?.(check.checked());
    if (rows.length < BATCH) break;
    after = rows.at(-1)?.seq ?? highest;
  }
  const { head, problems } = check.end();
  const isIntact = problems.length === 0;
  return { isIntact, checked: check.checked(), unsealed, head, anchors: anchors.length, problems };
}

/** Entry by entry in the order of their places; what is wrong with one does not hide what is wrong with the next. */
function createCheck(from: number, hashBefore: string | null, anchors: readonly Anchor[]) {
  const problems: ChainProblem[] = [];
  const report = (seq: number, problem: ChainProblem['problem']): void => {
    if (problems.length < MOST_PROBLEMS) problems.push({ seq, problem });
  };
  const wanted = new Map<number, string[]>();
  for (const { seq, hash } of anchors) wanted.set(seq, [...(wanted.get(seq) ?? []), hash]);
  let checked = 0;
  let last = { seq: from, hash: hashBefore };
  return {
    checked: () => checked,
    take(row: Row): void {
      checked += 1;
      for (let seq = last.seq + 1; seq < row.seq && problems.length < MOST_PROBLEMS; seq += 1) {
        report(seq, 'removed');
      }
      if (!follows(row, last)) report(row.seq, 'reordered');
      const hash = hashOfEntry({ ...row, prevHash: row.prevHash ?? '' });
      if (hash !== row.hash) report(row.seq, 'changed');
      if (wanted.get(row.seq)?.some((noted) => noted !== row.hash)) report(row.seq, 'rewritten');
      last = { seq: row.seq, hash: row.hash };
    },
    end() {
      const longest = Math.max(0, ...wanted.keys());
      if (longest > last.seq) report(last.seq + 1, 'cut');
      const head = last.seq === 0 || last.hash === null ? null : { seq: last.seq, hash: last.hash };
      return { head, problems };
    },
  };
}

/** Of an entry after a gap nobody knows. */
function follows(row: Row, last: { readonly seq: number; readonly hash: string | null }): boolean {
  return row.seq !== last.seq + 1 || last.hash === null || row.prevHash === last.hash;
}

function anchorsAfter(anchors: readonly Anchor[], from: number): Anchor[] {
  return anchors.filter(({ seq }) => seq > from);
}

function rowsAfter(store: Store, after: number, highest: number): Promise<Row[]> {
  return store.read(async (manager) => {
    const rows: (Omit<Row, 'details'> & { readonly details: unknown })[] = await manager.query(
      `SELECT id, at, actor, action, subject_type AS subjectType, subject_id AS subjectId, details,
              seq, prev_hash AS prevHash, hash
       FROM audit_log WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ${BATCH}`,
      [after, highest],
    );
    return rows.map((row) => ({ ...row, details: detailsOf(row.details) }));
  });
}

async function headsOf(store: Store): Promise<Anchor[]> {
  return store.read((manager) =>
    manager.query('SELECT seq, hash FROM audit_heads WHERE seq > 0 ORDER BY seq DESC LIMIT 200000'),
  );
}

function highestSeq(store: Store): Promise<number> {
  return store.read(async (manager) => {
    const rows: { seq: number | null }[] = await manager.query('SELECT MAX(seq) AS seq FROM audit_log');
    return rows[0]?.seq ?? 0;
  });
}

function hashAt(store: Store, seq: number): Promise<string | null> {
  return store.read(async (manager) => {
    const rows: { hash: string | null }[] = await manager.query('SELECT hash FROM audit_log WHERE seq = ?', [
      seq,
    ]);
    return rows[0]?.hash ?? null;
  });
}

function countUnsealed(store: Store): Promise<number> {
  return store.read(async (manager) => {
    const rows: { unsealed: number | string }[] = await manager.query(
      'SELECT COUNT(*) AS unsealed FROM audit_log WHERE seq IS NULL',
    );
    return Number(rows[0]?.unsealed ?? 0);
  });
}
