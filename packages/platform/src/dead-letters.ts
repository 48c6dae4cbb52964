import { type JobDefinition, jobs } from '@hadir/contracts';
import type { Job } from 'bullmq';
import { onRedis } from './dependency.ts';
import { AppError } from './errors.ts';
import { createFrameStore, type FrameStore } from './frame-store.ts';
import { openBullQueue } from './queue.ts';
import type { Redis } from './redis.ts';

/** A job that was given up. */
export type DeadLetter = {
  readonly jobId: string;
  readonly payload: unknown;
  readonly reason: string;
  readonly attempts: number;
  /** ISO 8601, UTC. */
  readonly failedAt: string;
};

export type DeadLetterPage = { readonly items: readonly DeadLetter[]; readonly nextCursor: string | null };

export type DeadLetters = {
  /** Oldest first. */
  list(page: { readonly cursor?: string; readonly limit: number }): Promise<DeadLetterPage>;
  /** Throws AppError not-found. */
  show(jobId: string): Promise<DeadLetter>;
  /**
   * Puts the job back with all its attempts. Throws AppError not-found when it is not a dead letter, conflict
   * (frame-expired) when it is a frame whose bytes are gone.
   */
  retry(jobId: string): Promise<void>;
  /** Puts back the oldest, at most `limit`, and passes over frames whose bytes are gone; answers how many. */
  retryAll(limit: number): Promise<number>;
  /** Together with a frame's bytes. Throws AppError not-found when it is not a dead letter. */
  remove(jobId: string): Promise<void>;
  count(): Promise<number>;
  close(): Promise<void>;
};

const MAX_PAGE = 200;

/** The jobs of one queue that were given up (BullMQ's failed set). */
export function createDeadLetters(redis: Redis, job: JobDefinition): DeadLetters {
  const queue = openBullQueue(job.queue, redis);
  const frames = job.queue === jobs.identifyFrame.queue ? createFrameStore(redis) : undefined;
  const putBack = (letter: Job): Promise<void> => (frames ? putFrameBack(frames, letter) : retry(letter));

  const range = async (from: number, count: number): Promise<Job[]> =>
    queue.getJobs(['failed'], from, from + count - 1, true);

  const find = async (jobId: string): Promise<Job> => {
    const found = await queue.getJob(jobId);
    if (!found || !(await found.isFailed())) throw new AppError('not-found', `no dead letter ${jobId}`);
    return found;
  };

  return {
    list: ({ cursor = '0', limit }) =>
      onRedis(async () => {
        const from = Number.parseInt(cursor, 10) || 0;
        const count = Math.min(limit, MAX_PAGE);
        const items = (await range(from, count)).map(toDeadLetter);
        return { items, nextCursor: items.length < count ? null : String(from + count) };
      }),
    show: (jobId) => onRedis(async () => toDeadLetter(await find(jobId))),
    retry: (jobId) => onRedis(async () => putBack(await find(jobId))),
    retryAll: (limit) =>
      onRedis(async () => {
        let [retried, passedOver] = [0, 0];
        while (retried < limit) {
          const found = await range(passedOver, Math.min(limit - retried, MAX_PAGE));
          if (found.length === 0) break;
          const results = await Promise.allSettled(found.map(putBack));
          const done = results.filter((result) => result.status === 'fulfilled').length;
          retried += done;
          passedOver += found.length - done;
        }
        return retried;
      }),
    remove: (jobId) =>
      onRedis(async () => {
        await (await find(jobId)).remove();
        await frames?.remove(jobId);
      }),
    count: () => onRedis(() => queue.getFailedCount()),
    close: () => queue.close(),
  };
}

/** Bytes first, so that the job never lacks them. */
async function putFrameBack(frames: FrameStore, letter: Job): Promise<void> {
  const frameId = letter.id ?? '';
  if (!(await frames.restore(frameId))) {
    const message = `the bytes of frame ${frameId} are gone: it can only be removed`;
    throw new AppError('conflict', message, { reason: 'frame-expired' });
  }
  try {
    await retry(letter);
  } catch (error) {
    await frames.keep(frameId);
    throw error;
  }
}

function retry(job: Job): Promise<void> {
  return job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
}

function toDeadLetter(job: Job): DeadLetter {
  return {
    jobId: job.id ?? '',
    payload: job.data,
    reason: job.failedReason ?? 'unknown',
    attempts: job.attemptsMade,
    failedAt: new Date(job.finishedOn ?? job.timestamp).toISOString(),
  };
}
