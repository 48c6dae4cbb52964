import type { JobDefinition } from '@hadir/contracts';
import type { z } from 'zod';
import { onRedis } from './dependency.ts';
import { openBullQueue } from './queue.ts';
import type { Redis } from './redis.ts';

export type Schedule<Payload> = {
  /** When, as five fields of cron in UTC: `0 2 * * *`. */
  readonly cron: string;
  readonly payload: Payload;
};

/**
 * Has a job of this kind added at each time of the schedule, once however many processes say so. The latest caller's schedule
 * holds; undefined ends it, and takes the job that waits for its time with it. Throws DependencyUnavailable('redis').
 */
export async function keepSchedule<Definition extends JobDefinition>(
  job: Definition,
  redis: Redis,
  schedule: Schedule<z.input<Definition['payload']>> | undefined,
): Promise<void> {
  const queue = openBullQueue(job.queue, redis);
  try {
    if (!schedule) {
      await onRedis(() => queue.removeJobScheduler(job.queue));
      return;
    }
    const opts = { attempts: job.attempts, backoff: { type: 'exponential', delay: job.backoffMs } };
    const template = { name: job.queue, data: job.payload.parse(schedule.payload), opts };
    await onRedis(() => queue.upsertJobScheduler(job.queue, { pattern: schedule.cron, tz: 'UTC' }, template));
  } finally {
    await queue.close();
  }
}
