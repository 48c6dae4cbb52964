import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { testRedisUrl, waitFor } from '@hadir/local-stack/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { closeRedis, createQueue, createRedis, createWorker, redisReady } from './index.ts';
import { quietLog as log } from './testing/quiet-log.ts';

test('when the worker is closed, then it waits until what follows a completed job is done', async () => {
  const job = { queue: `test-${randomUUID()}`, payload: z.object({}), attempts: 1, backoffMs: 10 };
  const redis = createRedis(testRedisUrl(), { role: 'producer', log });
  const workerRedis = createRedis(testRedisUrl(), { role: 'worker', log });
  await redisReady(redis);
  const tidied: string[] = [];
  let begun = false;
  const worker = createWorker(job, workerRedis, async () => undefined, {
    concurrency: 1,
    log,
    async onCompleted(_payload, jobId) {
      begun = true;
      await setTimeout(200);
      tidied.push(jobId);
    },
  });
  worker.run();
  await createQueue(job, redis).add({}, 'job-1');
  await waitFor('tidying to begin', () => begun);
  await worker.close(5000);
  expect(tidied).toEqual(['job-1']);
  await Promise.all([closeRedis(redis), closeRedis(workerRedis)]);
});
