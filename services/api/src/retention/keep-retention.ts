import { jobs } from '@hadir/contracts';
import type { ScheduledJob } from '../scheduled/scheduled-job.ts';
import { runRetention } from './run-retention.ts';

/** Shorter than the hour until the next one. */
const BUDGET_MS = 20 * 60_000;

/** Every hour, at an odd minute: crops of people nobody knows may stay for hours, not days. */
export const keepRetention: ScheduledJob = {
  job: jobs.keepRetention,
  cron: '17 * * * *',
  run: async (deps, signal) => {
    await runRetention(deps, { signal, budgetMs: BUDGET_MS });
  },
};
