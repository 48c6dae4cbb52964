import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** A session of which nothing of a kind is left. */
export type RetentionMark = { readonly sessionId: string; readonly kind: string; readonly doneAt: Date };

export const retentionMarkTable = new EntitySchema<RetentionMark>({
  name: 'RetentionMark',
  tableName: 'retention_marks',
  columns: {
    sessionId: uuid('session_id', primary),
    kind: text('kind', 32, primary),
    doneAt: moment('done_at'),
  },
});

/** What one run deleted of one kind for its age. */
export type RetentionRun = {
  readonly id: string;
  readonly kind: string;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** Objects, or rows where the kind has no objects. */
  readonly deleted: number;
  /** Since when the oldest of the kind that is left has been there; null when none is left. */
  readonly oldestLeftAt: Date | null;
  /** 0 when a run ended before it was through; the next one goes on. */
  readonly isComplete: number;
  readonly error: string | null;
};

export const retentionRunTable = new EntitySchema<RetentionRun>({
  name: 'RetentionRun',
  tableName: 'retention_runs',
  columns: {
    id: uuid('id', primary),
    kind: text('kind', 32),
    startedAt: moment('started_at'),
    finishedAt: moment('finished_at'),
    deleted: { name: 'deleted', type: 'int', unsigned: true },
    oldestLeftAt: moment('oldest_left_at', nullable),
    isComplete: { name: 'is_complete', type: 'tinyint' },
    error: text('error', 500, nullable),
  },
});
