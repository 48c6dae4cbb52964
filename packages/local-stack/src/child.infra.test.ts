import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startChild } from './child.ts';
import { waitFor } from './testing/wait-for.ts';

const fixture = fileURLToPath(new URL('./testing/start-and-wait.fixture.ts', import.meta.url));
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-child-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

const runs = (pid: number): boolean => existsSync(`/proc/${pid}`);

test('when the parent is killed by SIGKILL, then redis and mariadbd end by themselves', async () => {
  const parent = spawn(process.execPath, ['--import', 'tsx', fixture, dir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(parent.stdout, 'data')) as [Buffer];
  const { redis, mariadb } = JSON.parse(line.toString()) as { redis: number; mariadb: number };
  expect([runs(redis), runs(mariadb)]).toEqual([true, true]);

  parent.kill('SIGKILL');

  await waitFor('both servers to be gone', () => !runs(redis) && !runs(mariadb));
});

test('when a child ignores SIGTERM, then stop ends it at the deadline', async () => {
  const child = await startChild({
    name: 'stubborn',
    command: process.execPath,
    args: ['-e', 'process.on("SIGTERM", () => {}); console.log("up"); setInterval(() => {}, 1000)'],
    env: {},
    logFile: join(dir, 'stubborn.log'),
  });
  await child.stop(200);
  expect(runs(child.pid)).toBe(false);
  expect((await child.exited).signal).toMatch(/SIGKILL|SIGTERM/);
});
