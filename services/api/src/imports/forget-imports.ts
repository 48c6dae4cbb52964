import { jobs } from '@hadir/contracts';
import type { ScheduledJob } from '../scheduled/scheduled-job.ts';

/** Files that nobody applied in time, and what was kept of those that were: their rows name people. */
export const forgetImports: ScheduledJob = {
  job: jobs.forgetImports,
  cron: '10 * * * *',
  run: async ({ database, log }) => {
    const removed = await database.imports.removeExpired(new Date());
    if (removed > 0) log.info('imports forgotten', { removed });
  },
};
