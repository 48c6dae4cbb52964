import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobDefinition } from '@hadir/contracts';
import { startRedis } from '@hadir/local-stack';
import { waitFor } from '@hadir/local-stack/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import {
  closeRedis,
  createDeadLetters,
  createFrameStore,
  createQueue,
  createRedis,
  createWorker,
  DependencyUnavailable,
  type Redis,
  type RedisRole,
  redisReady,
  type Worker,
} from './index.ts';
import { quietLog as log } from './testing/quiet-log.ts';

const job = {
  queue: 'restart',
  payload: z.object({ n: z.int() }),
  attempts: 2,
  backoffMs: 100,
} satisfies JobDefinition;

type Server = Awaited<ReturnType<typeof startRedis>>;

let dir: string;
let server: Server;
let cleanUps: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-restart-'));
  server = await startRedis({ dir });
});
afterEach(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
  cleanUps = [];
  await server.stop();
  await rm(dir, { recursive: true, force: true });
});

function connect(role: RedisRole): Redis {
  const redis = createRedis(server.url, { role, log });
  cleanUps.push(() => closeRedis(redis));
  return redis;
}

async function openProducer(): Promise<Redis> {
  const redis = connect('producer');
  await redisReady(redis);
  return redis;
}

function startWorker(handle: (n: number, attempt: number) => Promise<void>): Worker {
  const worker = createWorker(job, connect('worker'), ({ n }, { attempt }) => handle(n, attempt), {
    concurrency: 2,
    log,
  });
  cleanUps.push(() => worker.close(500));
  worker.run();
  return worker;
}

test('when Redis is killed and started again, then what was accepted is there and every job is done', async () => {
  const redis = await openProducer();
  const [queue, frames] = [createQueue(job, redis), createFrameStore(redis)];
  for (let n = 0; n < 20; n++) {
    await frames.put(`frame-${n}`, Buffer.alloc(100, n), `sha-${n}`);
    await queue.add({ n }, `job-${n}`);
  }
  await server.kill();
  await server.start();
  await redisReady(redis);
  expect(await queue.backlog()).toBe(20);
  expect(await frames.get('frame-7')).toEqual(Buffer.alloc(100, 7));
  expect(await frames.backlogBytes()).toBe(2000);
  const done = new Set<number>();
  startWorker(async (n) => void done.add(n));
  await waitFor('all jobs', () => done.size === 20);
});

test('when Redis is killed under a worker, then the worker goes on after it is back and no attempt is spent', async () => {
  const redis = await openProducer();
  const [queue, frames] = [createQueue(job, redis), createFrameStore(redis)];
  const done = new Map<number, number>();
  startWorker(async (n, attempt) => {
    await frames.get(`frame-${n}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    done.set(n, attempt);
  });
  for (let n = 0; n < 40; n++) await queue.add({ n }, `job-${n}`);
  await waitFor('some jobs', () => done.size > 5);
  await server.kill();
  const before = done.size;
  // Nothing more must happen meanwhile than that jobs in hand end, or find that their bytes cannot be read.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(done.size).toBeLessThan(before + 3);
  await server.start();
  await waitFor('all jobs', () => done.size === 40, { timeoutMs: 45_000 });
  expect([...done.values()].every((attempt) => attempt === 1)).toBe(true);
  expect(await createDeadLetters(redis, job).count()).toBe(0);
  await waitFor('an empty queue', async () => (await queue.backlog()) === 0, { timeoutMs: 45_000 });
}, 120_000);

test('when Redis is away, then a producer fails at once, and works again when it is back', async () => {
  const redis = await openProducer();
  const queue = createQueue(job, redis);
  await queue.add({ n: 1 }, 'job-1');
  const lost = once(redis, 'close');
  await server.kill();
  await lost;
  const start = performance.now();
  await expect(queue.add({ n: 2 }, 'job-2')).rejects.toBeInstanceOf(DependencyUnavailable);
  await expect(queue.backlog()).rejects.toBeInstanceOf(DependencyUnavailable);
  await expect(createFrameStore(redis).get('x')).rejects.toBeInstanceOf(DependencyUnavailable);
  expect(performance.now() - start).toBeLessThan(500);
  await server.start();
  await redisReady(redis);
  await queue.add({ n: 2 }, 'job-2');
  expect(await queue.backlog()).toBe(2);
});

test('when Redis hangs, then a producer fails after two seconds', async () => {
  const redis = await openProducer();
  const queue = createQueue(job, redis);
  server.pause();
  const start = performance.now();
  await expect(queue.add({ n: 1 }, 'job-1')).rejects.toBeInstanceOf(DependencyUnavailable);
  expect(performance.now() - start).toBeLessThan(4000);
  server.resume();
});

test('when a process starts while Redis is away, then its producer fails at once and works once it is there', async () => {
  await server.kill();
  const redis = connect('producer');
  const queue = createQueue(job, redis);
  await expect(queue.add({ n: 1 }, 'job-1')).rejects.toBeInstanceOf(DependencyUnavailable);
  await expect(redisReady(redis, 200)).rejects.toBeInstanceOf(DependencyUnavailable);
  const done: number[] = [];
  startWorker(async (n) => void done.push(n));
  await server.start();
  await redisReady(redis);
  await queue.add({ n: 1 }, 'job-1');
  await waitFor('the job', () => done.length === 1);
});
