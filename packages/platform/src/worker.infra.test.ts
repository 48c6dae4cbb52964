import { randomUUID } from 'node:crypto';
import type { JobDefinition } from '@hadir/contracts';
import { testRedisUrl, waitFor } from '@hadir/local-stack/testing';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  AppError,
  closeRedis,
  createDeadLetters,
  createQueue,
  createRedis,
  createWorker,
  DependencyUnavailable,
  FatalJobError,
  type JobContext,
  redisReady,
  type Worker,
  type WorkerOptions,
} from './index.ts';
import { quietLog as log } from './testing/quiet-log.ts';

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function redisOf(role: 'producer' | 'worker') {
  const redis = createRedis(testRedisUrl(), { role, log });
  cleanUps.push(() => closeRedis(redis));
  return redis;
}

function testJob(attempts = 5) {
  return {
    queue: `test-${randomUUID()}`,
    payload: z.object({ n: z.int() }),
    attempts,
    backoffMs: 10,
  } satisfies JobDefinition;
}

type TestJob = ReturnType<typeof testJob>;

async function openQueue(job: TestJob) {
  const redis = redisOf('producer');
  await redisReady(redis);
  return { queue: createQueue(job, redis), deadLetters: createDeadLetters(redis, job), redis };
}

function startWorker(
  job: TestJob,
  handle: (payload: { n: number }, context: JobContext) => Promise<void>,
  options: Partial<WorkerOptions<{ n: number }>> = {},
): Worker {
  const worker = createWorker(job, redisOf('worker'), handle, { concurrency: 1, log, ...options });
  cleanUps.push(() => worker.close(100));
  worker.run();
  return worker;
}

test('when a job is added twice with one id, then it is handled once and its completion is told', async () => {
  const job = testJob();
  const { queue } = await openQueue(job);
  const handled: number[] = [];
  const completed: string[] = [];
  await queue.add({ n: 1 }, 'job-1');
  await queue.add({ n: 2 }, 'job-1');
  startWorker(job, async ({ n }) => void handled.push(n), {
    onCompleted: async (_payload, jobId) => void completed.push(jobId),
  });
  await waitFor('completion', () => completed.length > 0);
  expect(handled).toEqual([1]);
  expect(completed).toEqual(['job-1']);
  expect(await queue.exists('job-1')).toBe(true);
  expect(await queue.backlog()).toBe(0);
});

test('when a handler fails and then succeeds, then the job is retried and attempts are counted', async () => {
  const job = testJob();
  const { queue } = await openQueue(job);
  const attempts: number[] = [];
  startWorker(job, async (_payload, { attempt }) => {
    attempts.push(attempt);
    if (attempt < 3) throw new Error('not yet');
  });
  await queue.add({ n: 1 }, 'job-1');
  await waitFor('the third attempt', () => attempts.length === 3);
  expect(attempts).toEqual([1, 2, 3]);
});

test('when a handler fails every time, then the job is a dead letter after its attempts and can be retried', async () => {
  const job = testJob(3);
  const { queue, deadLetters } = await openQueue(job);
  let broken = true;
  const givenUp: unknown[] = [];
  const done: number[] = [];
  startWorker(
    job,
    async ({ n }) => {
      if (broken) throw new Error('still broken');
      done.push(n);
    },
    { onDeadLetter: (letter) => void givenUp.push(letter) },
  );
  await queue.add({ n: 7 }, 'job-1');
  await waitFor('the dead letter', () => givenUp.length > 0);
  expect(givenUp).toEqual([{ jobId: 'job-1', payload: { n: 7 }, reason: 'still broken', attempts: 3 }]);
  expect(await deadLetters.count()).toBe(1);
  expect(await deadLetters.show('job-1')).toMatchObject({ jobId: 'job-1', attempts: 3, payload: { n: 7 } });
  broken = false;
  await deadLetters.retry('job-1');
  await waitFor('the retried job', () => done.length > 0);
  expect(done).toEqual([7]);
  expect(await deadLetters.count()).toBe(0);
});

test.each([
  ['a FatalJobError', new FatalJobError('frame-expired', 'bytes are gone'), 'frame-expired: bytes are gone'],
  ['an AppError that no retry can help', new AppError('unprocessable', 'no image'), 'no image'],
])(
  'when a handler throws %s, then the job is a dead letter after one attempt',
  async (_what, error, reason) => {
    const job = testJob();
    const { queue, deadLetters } = await openQueue(job);
    let calls = 0;
    startWorker(job, async () => {
      calls += 1;
      throw error;
    });
    await queue.add({ n: 1 }, 'job-1');
    await waitFor('the dead letter', async () => (await deadLetters.count()) === 1);
    expect(calls).toBe(1);
    expect(await deadLetters.show('job-1')).toMatchObject({ reason, attempts: 1 });
  },
);

test('when a payload does not parse, then the handler is not called and the job is a dead letter', async () => {
  const job = testJob();
  const { deadLetters, redis } = await openQueue(job);
  const older = createQueue({ ...job, payload: z.object({ m: z.string() }) }, redis);
  let calls = 0;
  startWorker(job, async () => {
    calls += 1;
  });
  await older.add({ m: 'x' }, 'job-1');
  await waitFor('the dead letter', async () => (await deadLetters.count()) === 1);
  expect(await deadLetters.show('job-1')).toMatchObject({ reason: 'bad-payload: not valid: n' });
  expect(calls).toBe(0);
});

test('when a dependency is away longer than all attempts would last, then no attempt is spent and every job is done once', async () => {
  const job = testJob(2);
  const { queue, deadLetters } = await openQueue(job);
  let away = true;
  let refused = 0;
  const done: [number, number][] = [];
  const worker = startWorker(
    job,
    async ({ n }, { attempt }) => {
      if (away) {
        refused += 1;
        throw new DependencyUnavailable('database', new Error('connect ECONNREFUSED'));
      }
      done.push([n, attempt]);
    },
    {
      concurrency: 2,
      probes: {
        database: async () => {
          if (away) throw new Error('still away');
        },
      },
    },
  );
  for (let n = 0; n < 6; n++) await queue.add({ n }, `job-${n}`);
  await waitFor('the worker to pause', () => !worker.isTaking());
  // Nothing must happen meanwhile: long enough for the jobs that were given back to be due again.
  await new Promise((resolve) => setTimeout(resolve, 4000));
  expect(refused).toBeLessThanOrEqual(4);
  expect(done).toEqual([]);
  expect(await queue.backlog()).toBe(6);
  away = false;
  await waitFor('all jobs', () => done.length === 6, { timeoutMs: 15_000 });
  expect(done.map(([n]) => n).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(done.every(([, attempt]) => attempt === 1)).toBe(true);
  expect(await deadLetters.count()).toBe(0);
  expect(worker.isTaking()).toBe(true);
});

test('when a worker is closed, then the job in hand is finished and no other is taken', async () => {
  const job = testJob();
  const { queue } = await openQueue(job);
  const done: number[] = [];
  const started: number[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const worker = startWorker(job, async ({ n }) => {
    started.push(n);
    await held;
    done.push(n);
  });
  await queue.add({ n: 1 }, 'job-1');
  await queue.add({ n: 2 }, 'job-2');
  await waitFor('the first job', () => started.length === 1);
  const closed = worker.close(5000);
  release();
  await closed;
  expect(done).toEqual([1]);
  expect(await queue.counts()).toMatchObject({ waiting: 1, active: 0, delayed: 0 });
});

test('when a worker is closed and a job does not end in time, then the job is aborted and another worker does it at once', async () => {
  const job = testJob();
  const { queue, deadLetters } = await openQueue(job);
  let aborted = false;
  const first = startWorker(job, async (_payload, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    aborted = true;
    // A native call goes on for a while after it was told to stop.
    await new Promise((resolve) => setTimeout(resolve, 500));
  });
  await queue.add({ n: 1 }, 'job-1');
  await waitFor('the job to start', async () => (await queue.counts()).active === 1);
  await first.close(200);
  expect(aborted).toBe(true);
  const attempts: number[] = [];
  startWorker(job, async (_payload, { attempt }) => void attempts.push(attempt));
  await waitFor('the other worker', () => attempts.length > 0, { timeoutMs: 5000 });
  expect(attempts).toEqual([1]);
  expect(await deadLetters.count()).toBe(0);
});
