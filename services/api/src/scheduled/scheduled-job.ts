import type { JobDefinition } from '@hadir/contracts';
import type { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';

/** Work without a request, taken by one api process at a time. It may run twice, and late after downtime. */
export type ScheduledJob = {
  /** Its payload is empty. */
  readonly job: JobDefinition<z.ZodObject<Record<never, never>>>;
  /** Five fields of cron, in UTC. */
  readonly cron: string;
  /** Throws what is to be retried. `signal` fires when the process closes. */
  readonly run: (deps: ApiDeps, signal: AbortSignal) => Promise<void>;
};
