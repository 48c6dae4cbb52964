import { randomBytes } from 'node:crypto';
import { testRedisUrl, waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createQueue } from './queue.ts';
import { closeRedis, createRedis, redisReady } from './redis.ts';
import { keepSchedule } from './schedule.ts';
import { quietLog } from './testing/quiet-log.ts';
import { createWorker } from './worker.ts';

const redis = createRedis(testRedisUrl(), { role: 'producer', log: quietLog });
const workerRedis = createRedis(testRedisUrl(), { role: 'worker', log: quietLog });
beforeAll(() => redisReady(redis));
afterAll(() => Promise.all([closeRedis(redis), closeRedis(workerRedis)]));

const newJob = () => ({
  queue: `scheduled-${randomBytes(4).toString('hex')}`,
  payload: z.object({ what: z.string() }),
  attempts: 1,
  backoffMs: 10,
});

test('when several keep a schedule, then one job waits for its time; when nobody does, then none', async () => {
  const job = newJob();
  const schedule = { cron: '0 2 * * *', payload: { what: 'x' } };
  await Promise.all([keepSchedule(job, redis, schedule), keepSchedule(job, redis, schedule)]);
  const queue = createQueue(job, redis);
  expect(await queue.counts()).toMatchObject({ delayed: 1 });
  await keepSchedule(job, redis, { ...schedule, cron: '30 3 * * *' });
  expect(await queue.counts()).toMatchObject({ delayed: 1 });
  await keepSchedule(job, redis, undefined);
  expect(await queue.counts()).toMatchObject({ delayed: 0 });
  await queue.close();
});

test('when the time comes, then the job is done with its payload, time after time', async () => {
  const job = newJob();
  const done: string[] = [];
  const worker = createWorker(job, workerRedis, async ({ what }) => void done.push(what), {
    concurrency: 1,
    log: quietLog,
  });
  worker.run();
  await keepSchedule(job, redis, { cron: '* * * * * *', payload: { what: 'x' } });
  await waitFor('two runs', () => done.length >= 2);
  await keepSchedule(job, redis, undefined);
  await worker.close(2000);
  expect(new Set(done)).toEqual(new Set(['x']));
});

test('when the cron is none, then it is refused', async () => {
  const schedule = { cron: 'at night', payload: { what: 'x' } };
  await expect(keepSchedule(newJob(), redis, schedule)).rejects.toThrow();
});
