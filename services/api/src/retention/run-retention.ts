import { siteSettingsOf } from '@hadir/contracts';
import type { RetentionRun } from '@hadir/db';
import type { Log } from '@hadir/platform';
import { evidence, sightings } from './of-sessions.ts';
import { photos } from './photos.ts';
import {
  daysBefore,
  type Forgotten,
  type RetentionAsk,
  type RetentionDeps,
  type RetentionKind,
  type RetentionKindName,
} from './retention-kind.ts';
import { unknownCrops } from './unknown-crops.ts';

/** Crops before the sightings that name them. */
const KINDS: readonly RetentionKind[] = [unknownCrops, evidence, sightings, photos];

/** Reports older than that go. */
const REPORT_DAYS = 400;
const LONGEST_ERROR = 500;

export type RunOptions = {
  readonly signal?: AbortSignal;
  /** How long the run may take before it leaves the rest to the next. */
  readonly budgetMs: number;
  readonly now?: Date;
};

/**
 * Deletes what has been kept for as long as the site lets it, kind by kind, and leaves a report of each. May run twice, and on
 * several processes at once; what fails is told in the report and tried again by the next run.
 */
export async function runRetention(
  deps: RetentionDeps & { readonly log: Pick<Log, 'info' | 'warn'> },
  { signal, budgetMs, now = new Date() }: RunOptions,
): Promise<RetentionRun[]> {
  const { retention } = deps.database;
  const endsAtMs = Date.now() + budgetMs;
  const isOver = (): boolean => signal?.aborted === true || Date.now() >= endsAtMs;
  const ask = { rules: await rulesOf(deps), now, isOver };
  const runs: RetentionRun[] = [];
  for (const each of KINDS) {
    if (isOver()) break;
    runs.push(await runOne(deps, each, ask));
  }
  await retention.removeRuns(daysBefore(now, REPORT_DAYS));
  return runs;
}

async function runOne(
  deps: RetentionDeps & { readonly log: Pick<Log, 'info' | 'warn'> },
  { kind, forget }: RetentionKind,
  ask: RetentionAsk,
): Promise<RetentionRun> {
  const { database, log } = deps;
  const startedAt = new Date();
  let result: Forgotten & { error: string | null };
  try {
    result = { ...(await forget(deps, ask)), error: null };
    if (result.deleted > 0) log.info('what was old enough was deleted', { kind, deleted: result.deleted });
  } catch (error) {
    log.warn('retention of a kind failed', { kind, error });
    result = { deleted: 0, oldestLeftAt: null, isComplete: false, error: textOf(error) };
  }
  const { isComplete, ...rest } = result;
  return database.retention.addRun({
    kind,
    startedAt,
    finishedAt: new Date(),
    ...rest,
    isComplete: isComplete ? 1 : 0,
  });
}

export type Due = {
  readonly kind: RetentionKindName;
  readonly unit: RetentionKind['unit'];
  readonly due: number;
};

/** What a run would delete now. Touches nothing. */
export async function retentionDue(deps: RetentionDeps, options: RunOptions): Promise<Due[]> {
  const endsAtMs = Date.now() + options.budgetMs;
  const { now = new Date() } = options;
  const ask = { rules: await rulesOf(deps), now, isOver: () => Date.now() >= endsAtMs };
  const due: Due[] = [];
  for (const each of KINDS) {
    const { kind, unit } = each;
    due.push({ kind, unit, due: await each.due(deps, ask) });
  }
  return due;
}

async function rulesOf({ database }: RetentionDeps) {
  return siteSettingsOf(await database.siteSettings.read()).retention;
}

/** An error's kind and what it says; drivers name addresses and keys, never people. */
function textOf(error: unknown): string {
  return (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, LONGEST_ERROR);
}
