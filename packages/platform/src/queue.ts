import type { JobDefinition } from '@hadir/contracts';
import { Queue as BullQueue } from 'bullmq';
import type { z } from 'zod';
import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

/** Every key of BullMQ begins with it. */
export const QUEUE_PREFIX = 'hadir';

export type QueueCounts = {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
};

export type Queue<Payload> = {
  /** Adds the job unless one with this id exists; safe to repeat. The id holds no ':' and is not all digits. */
  add(payload: Payload, jobId: string, options?: { readonly delayMs: number }): Promise<void>;
  /** True while the job is known: waiting, active, delayed, failed, or completed not long ago. */
  exists(jobId: string): Promise<boolean>;
  /** Jobs that are still to be finished. */
  backlog(): Promise<number>;
  /** How long the oldest unstarted job has been there; null when there is none. */
  oldestWaitingMs(): Promise<number | null>;
  counts(): Promise<QueueCounts>;
  close(): Promise<void>;
};

/** Half of each delay is random, so that jobs that failed together do not come back together. */
const BACKOFF_JITTER = 0.5;

/** The sending side of a queue. Every function throws DependencyUnavailable('redis') while Redis is away. */
export function createQueue<Definition extends JobDefinition>(
  job: Definition,
  redis: Redis,
): Queue<z.input<Definition['payload']>> {
  const queue = openBullQueue(job.queue, redis);
  const options = {
    attempts: job.attempts,
    backoff: { type: 'exponential', delay: job.backoffMs, jitter: BACKOFF_JITTER },
    stackTraceLimit: 3,
  };
  return {
    async add(payload, jobId, { delayMs } = { delayMs: 0 }) {
      const data = job.payload.parse(payload);
      await onRedis(() => queue.add(job.queue, data, { ...options, jobId, delay: delayMs }));
    },
    async exists(jobId) {
      return (await onRedis(() => redis.exists(queue.toKey(jobId)))) === 1;
    },
    backlog: () => onRedis(() => queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized')),
    oldestWaitingMs: () => onRedis(() => oldestWaitingMs(queue)),
    counts: () => onRedis(() => countJobs(queue)),
    close: () => queue.close(),
  };
}

/** For this package only: the connection stays its owner's, and nothing waits for it to be there. */
export function openBullQueue(name: string, redis: Redis): BullQueue {
  const queue = new BullQueue(name, {
    connection: redis,
    prefix: QUEUE_PREFIX,
    // Else a first add() would wait for ever while Redis is away, instead of failing.
    skipWaitingForReady: true,
    skipVersionCheck: true,
    skipMetasUpdate: true,
  });
  // The client reports its outages itself, and each call rejects.
  queue.on('error', () => undefined);
  return queue;
}

async function oldestWaitingMs(queue: BullQueue): Promise<number | null> {
  const oldest = await Promise.all([
    queue.getJobs(['waiting'], 0, 0, true),
    queue.getJobs(['delayed'], 0, 0, true),
  ]);
  const times = oldest.flat().map((job) => job.timestamp);
  return times.length === 0 ? null : Math.max(0, Date.now() - Math.min(...times));
}

async function countJobs(queue: BullQueue): Promise<QueueCounts> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
  const { waiting = 0, active = 0, delayed = 0, failed = 0 } = counts;
  return { waiting, active, delayed, failed };
}
