import type { Retention } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import type { ObjectStore } from '@hadir/platform';

export const RETENTION_KINDS = ['unknown-crops', 'evidence', 'sightings', 'photos'] as const;
export type RetentionKindName = (typeof RETENTION_KINDS)[number];

export type RetentionDeps = {
  readonly database: Pick<Database, 'retention' | 'siteSettings'>;
  readonly objects: Pick<ObjectStore, 'list' | 'head' | 'delete'>;
};

export type RetentionAsk = {
  readonly rules: Retention;
  readonly now: Date;
  /** True when the run should end where it is; the next one goes on. */
  readonly isOver: () => boolean;
};

export type Forgotten = {
  readonly deleted: number;
  readonly oldestLeftAt: Date | null;
  readonly isComplete: boolean;
};

/**
 * One kind of what is kept. Objects go before the rows that name them: a run that breaks off leaves a row that names nothing, which the
 * next run finds and clears; never an object that no row names.
 */
export type RetentionKind = {
  readonly kind: RetentionKindName;
  /** How many of them are old enough, without touching any; `unit` says what is counted. */
  readonly unit: 'crops' | 'sessions' | 'photos';
  due(deps: RetentionDeps, ask: RetentionAsk): Promise<number>;
  forget(deps: RetentionDeps, ask: RetentionAsk): Promise<Forgotten>;
};

const HOUR_MS = 3_600_000;

export function hoursBefore(now: Date, hours: number): Date {
  return new Date(now.getTime() - hours * HOUR_MS);
}

export function daysBefore(now: Date, days: number): Date {
  return hoursBefore(now, 24 * days);
}
