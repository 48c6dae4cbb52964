import { jobs } from '@hadir/contracts';
import { createWorker, keepSchedule, type Log, type Redis, type Worker } from '@hadir/platform';
import { type FindLookAlikesDeps, findAllLookAlikes } from './find-look-alikes.ts';

type WorkerDeps = FindLookAlikesDeps & {
  readonly workerRedis: Redis;
  readonly probes: NonNullable<Parameters<typeof createWorker>[3]['probes']>;
  readonly log: Log;
};

/** Compares everybody once a night; one of all matchers takes the run. */
export function createLookAlikeWorker(deps: WorkerDeps): Worker {
  const { workerRedis, probes, log } = deps;
  return createWorker(
    jobs.findLookAlikes,
    workerRedis,
    async (_payload, { signal }) => {
      const startedAt = performance.now();
      const found = await findAllLookAlikes(deps, signal);
      log.info('look-alikes compared', { ...found, ms: Math.round(performance.now() - startedAt) });
    },
    { concurrency: 1, log, probes },
  );
}

/** Once for however many matchers say so. `cron`: five fields, in UTC. */
export function keepLookAlikeSchedule(redis: Redis, cron: string): Promise<void> {
  return keepSchedule(jobs.findLookAlikes, redis, { cron, payload: {} });
}
