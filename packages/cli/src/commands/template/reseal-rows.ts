import { sealContexts } from '@hadir/contracts';
import type { SealedRow, SealedRows, SealedTable } from '@hadir/db';
import type { SecretBox } from '@hadir/platform';

export type ResealDeps = {
  readonly sealedRows: Pick<SealedRows, 'batch' | 'replace'>;
  readonly box: SecretBox;
  /** Called after each batch with the rows done so far. */
  readonly onProgress: (done: Resealed) => void;
  readonly stopped?: AbortSignal;
};

export type Unreadable = Pick<SealedRow, 'table' | 'id' | 'keyId'>;

export type Resealed = {
  readonly resealed: number;
  /** Somebody else wrote the row in between; it is looked at again in the next pass. */
  readonly changedMeanwhile: number;
  /** Rows of the last pass that no configured key opens; they stay as they are. At most UNREADABLE_SHOWN. */
  readonly unreadable: readonly Unreadable[];
  readonly unreadableCount: number;
};

/** What is written while a pass runs is found by the next; one that finds nothing to do ends it. */
const MOST_PASSES = 5;
const BATCH = 64;
const UNREADABLE_SHOWN = 20;

/**
 * Seals every row of `tables` that another key than the first seals anew with the first. Safe to stop, to repeat and to run
 * beside matchers: each row is replaced alone, and only when it still holds what was read. With `dryRun` nothing is written and each
 * row is only opened.
 */
export async function resealRows(
  deps: ResealDeps,
  tables: readonly SealedTable[],
  { dryRun }: { readonly dryRun: boolean },
): Promise<Resealed> {
  let total: Resealed = { resealed: 0, changedMeanwhile: 0, unreadable: [], unreadableCount: 0 };
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const before = total;
    total = { ...total, unreadable: [], unreadableCount: 0 };
    for (const table of tables) total = await resealTable(deps, table, dryRun, total);
    const wasQuiet = total.changedMeanwhile === before.changedMeanwhile && total.resealed === before.resealed;
    if (dryRun || wasQuiet || deps.stopped?.aborted) break;
  }
  return total;
}

async function resealTable(
  deps: ResealDeps,
  table: SealedTable,
  dryRun: boolean,
  begun: Resealed,
): Promise<Resealed> {
  const { sealedRows, box, onProgress, stopped } = deps;
  let done = begun;
  for (let after = ''; !stopped?.aborted; ) {
    const rows = await sealedRows.batch({ table, exceptKeyId: box.keyId, after, limit: BATCH });
    for (const row of rows) done = noted(done, row, await resealRow(deps, row, dryRun));
    onProgress(done);
    after = rows.at(-1)?.id ?? '';
    if (rows.length < BATCH) return done;
  }
  return done;
}

type Outcome = 'resealed' | 'changed-meanwhile' | 'unreadable';

async function resealRow({ sealedRows, box }: ResealDeps, row: SealedRow, dryRun: boolean): Promise<Outcome> {
  const context = sealContexts[row.table](row.boundTo);
  const plain = openOrNot(box, row, context);
  if (!plain) return 'unreadable';
  if (dryRun) return 'resealed';
  const sealed = { keyId: box.keyId, ciphertext: box.seal(plain, context) };
  return (await sealedRows.replace(row, sealed)) ? 'resealed' : 'changed-meanwhile';
}

function openOrNot(box: SecretBox, { ciphertext }: SealedRow, context: string): Buffer | undefined {
  try {
    return box.open(ciphertext, context);
  } catch {
    return undefined;
  }
}

function noted(done: Resealed, { table, id, keyId }: SealedRow, outcome: Outcome): Resealed {
  if (outcome === 'resealed') return { ...done, resealed: done.resealed + 1 };
  if (outcome === 'changed-meanwhile') return { ...done, changedMeanwhile: done.changedMeanwhile + 1 };
  const shown = done.unreadable.length < UNREADABLE_SHOWN ? [{ table, id, keyId }] : [];
  return {
    ...done,
    unreadable: [...done.unreadable, ...shown],
    unreadableCount: done.unreadableCount + 1,
  };
}
