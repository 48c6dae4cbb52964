import type { JobDefinition } from '@hadir/contracts';
import { Worker as BullWorker, type Job } from 'bullmq';
import type { z } from 'zod';
import { createDependencyGate, type Probes } from './dependency-gate.ts';
import type { Log } from './log.ts';
import { QUEUE_PREFIX } from './queue.ts';
import { pingRedis, type Redis } from './redis.ts';
import { closeWorker } from './worker-close.ts';
import { createProcessor, type JobContext } from './worker-process.ts';

export type { JobContext } from './worker-process.ts';

/** The payload is as it was queued: it may be one that does not parse. */
export type GivenUpJob = {
  readonly jobId: string;
  readonly payload: unknown;
  readonly reason: string;
  readonly attempts: number;
};

export type WorkerOptions<Payload> = {
  /** Jobs in hand at once. */
  readonly concurrency: number;
  readonly log: Log;
  /** How to find out whether a dependency answers again; Redis has its own. */
  readonly probes?: Probes;
  /** Runs after the job is completed for good; is left out in a crash, so only for tidying up. */
  readonly onCompleted?: (payload: Payload, jobId: string) => Promise<void>;
  /** Runs when a job was given up and became a dead letter. */
  readonly onDeadLetter?: (job: GivenUpJob) => Promise<void> | void;
};

export type Worker = {
  run(): void;
  /** False while it waits for a dependency, before run() and after close(). */
  isTaking(): boolean;
  /** Takes no more jobs, finishes those in hand within `timeoutMs`, then gives the rest back for others to take. */
  close(timeoutMs: number): Promise<void>;
};

const HOUR_SECONDS = 3600;

const settings = {
  prefix: QUEUE_PREFIX,
  autorun: false,
  lockDuration: 15_000,
  stalledInterval: 5000,
  // Restarts and lost connections count here too, so a job must survive more of them than a bad day brings.
  maxStalledCount: 20,
  // BullMQ's own 15 s would leave a queue alone that long after Redis is back.
  runRetryDelay: 1000,
  // The frame store remembers finished frames; these are for a person who looks.
  removeOnComplete: { age: HOUR_SECONDS, count: 1000 },
  // By age only, as long as a frame's bytes are kept: a dead letter is somebody's attendance.
  removeOnFail: { age: 72 * HOUR_SECONDS },
} as const;

/**
 * The receiving side of a queue. `handle` may run twice for one job. What it throws decides:
 * - DependencyUnavailable, or a lost connection to Redis: the job waits, no attempt is spent, and this worker takes
 *   no job until the dependency answers;
 * - FatalJobError, AppError with a code that no retry can help, or a payload that does not parse: dead letter at once;
 * - anything else: retried with back-off, dead letter after the definition's last attempt.
 *
 * `redis` has the role 'worker'.
 */
export function createWorker<Definition extends JobDefinition>(
  job: Definition,
  redis: Redis,
  handle: (payload: z.output<Definition['payload']>, context: JobContext) => Promise<void>,
  options: WorkerOptions<z.output<Definition['payload']>>,
): Worker {
  const log = options.log.child({ queue: job.queue });
  const stopped = new AbortController();
  const gate = createDependencyGate({
    probes: { redis: () => pingRedis(redis), ...options.probes },
    log,
    signal: stopped.signal,
    shut: () => worker.pause(true),
    open: () => worker.resume(),
  });
  const { process, inHand } = createProcessor({ job, handle, log, onUnavailable: gate.shutUntilBack });
  const worker = new BullWorker(job.queue, process, {
    ...settings,
    connection: redis,
    concurrency: options.concurrency,
  });
  const tidying = listenTo(worker, options, log, stopped.signal);
  return {
    run() {
      worker.run().catch((error: unknown) => log.error('worker stopped', { error }));
    },
    isTaking: () => worker.isRunning() && !worker.isPaused() && !stopped.signal.aborted,
    async close(timeoutMs) {
      stopped.abort();
      await closeWorker(worker, { inHand, tidying }, timeoutMs, log);
    },
  };
}

/** Answers the tidying up that is under way. */
function listenTo<Payload>(
  worker: BullWorker,
  { onCompleted, onDeadLetter }: WorkerOptions<Payload>,
  log: Log,
  stopped: AbortSignal,
): ReadonlySet<Promise<void>> {
  const tidying = new Set<Promise<void>>();
  const tidy = (what: string, work: () => Promise<void> | void): void => {
    const done = Promise.resolve(work())
      .catch((error: unknown) => log.warn(`${what} failed`, { error }))
      .finally(() => tidying.delete(done));
    tidying.add(done);
  };
  worker.on('completed', (job: Job<Payload>) =>
    tidy('onCompleted', () => onCompleted?.(job.data, job.id ?? '')),
  );
  worker.on('failed', (job, error) => {
    if (!job) return;
    const fields = { jobId: job.id, attempts: job.attemptsMade, error };
    // BullMQ sets finishedOn when it moves the job to the failed set, not when it will be retried.
    if (!job.finishedOn) return log.warn('job failed, will be retried', fields);
    log.error('job given up', fields);
    tidy('onDeadLetter', () => givenUp(job, onDeadLetter));
  });
  worker.on('stalled', (jobId) => log.warn('job taken over', { jobId }));
  worker.on('error', (error) => {
    if (!stopped.aborted) log.warn('worker error', { error });
  });
  return tidying;
}

async function givenUp(job: Job, onDeadLetter: WorkerOptions<unknown>['onDeadLetter']): Promise<void> {
  const { id: jobId = '', data: payload, failedReason: reason, attemptsMade: attempts } = job;
  await onDeadLetter?.({ jobId, payload, reason, attempts });
}
