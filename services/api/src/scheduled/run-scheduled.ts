import { createWorker, keepSchedule, type Log, pause, type Redis, type Worker } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import type { ScheduledJob } from './scheduled-job.ts';

export type RunScheduledDeps = ApiDeps & { readonly redis: Redis; readonly workerRedis: Redis };

/** How long after a schedule could not be kept it is tried again. */
const AGAIN_MS = 5000;

/** Keeps every schedule, and takes its runs together with the other api processes. Starts without Redis. */
export function runScheduled(deps: RunScheduledDeps, scheduled: readonly ScheduledJob[]) {
  const stopped = new AbortController();
  const workers = scheduled.map((one) => startWorker(deps, one));
  const kept = keepSchedules(deps, scheduled, stopped.signal);
  return {
    async close(timeoutMs: number): Promise<void> {
      stopped.abort();
      await Promise.all([kept, ...workers.map((worker) => worker.close(timeoutMs))]);
    },
  };
}

function startWorker(deps: RunScheduledDeps, { job, run }: ScheduledJob): Worker {
  const { workerRedis, database, log } = deps;
  const worker = createWorker(job, workerRedis, (_payload, { signal }) => run(deps, signal), {
    concurrency: 1,
    log,
    probes: { database: () => database.ping() },
  });
  worker.run();
  return worker;
}

async function keepSchedules(
  { redis, log }: { readonly redis: Redis; readonly log: Log },
  scheduled: readonly ScheduledJob[],
  stopped: AbortSignal,
): Promise<void> {
  for (const { job, cron } of scheduled) {
    while (!stopped.aborted) {
      try {
        await keepSchedule(job, redis, { cron, payload: {} });
        break;
      } catch (error) {
        log.warn('schedule not kept yet', { queue: job.queue, error });
        await pause(AGAIN_MS, stopped);
      }
    }
  }
}
