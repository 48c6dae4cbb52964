import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepRunning } from './keep-running.ts';
import { type RedisServer, startRedis } from './redis.ts';
import { waitFor } from './testing/wait-for.ts';

let dir: string;
let redis: RedisServer;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-keep-'));
  redis = await startRedis({ dir });
});

afterEach(async () => {
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

test('when a server is killed, then it is started again and both are said', async () => {
  const said: string[] = [];
  const kept = keepRunning(redis, {
    name: 'redis-server',
    report: (text) => said.push(text),
    firstDelayMs: 10,
  });
  const firstPid = redis.pid;
  await redis.kill();
  await waitFor('redis to run again', () => said.includes('redis-server runs again.'));
  expect(redis.pid).not.toBe(firstPid);
  expect(said[0]).toContain('redis-server ended (SIGKILL); starting it again in 0.01 s');
  await kept.stop();
});

test('when it is stopped for good, then it stays stopped and nothing is said', async () => {
  const said: string[] = [];
  const kept = keepRunning(redis, { name: 'redis-server', report: (text) => said.push(text) });
  await kept.stop();
  expect((await redis.exited).signal ?? 'none').toMatch(/none|SIGTERM/);
  expect(said).toEqual([]);
});

test('when it is stopped while a crash is waited out, then it is not started again', async () => {
  const said: string[] = [];
  const kept = keepRunning(redis, {
    name: 'redis-server',
    report: (text) => said.push(text),
    firstDelayMs: 60_000,
  });
  await redis.kill();
  await waitFor('the crash to be noticed', () => said.length > 0);
  await kept.stop();
  expect(said).toHaveLength(1);
});
