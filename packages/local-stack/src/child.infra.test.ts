import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startChild } from './child.ts';
import { waitFor } from './testing/wait-for.ts';

const packageDir = fileURLToPath(new URL('..', import.meta.url));
const startBothAndWait = `
  import { startMariaDb, startRedis } from ${JSON.stringify(join(packageDir, 'dist/index.js'))};
  const dir = process.argv[1];
  const redis = await startRedis({ dir: dir + '/redis' });
  const mariadb = await startMariaDb({ dir: dir + '/mariadb' });
  console.log(JSON.stringify({ redis: redis.pid, mariadb: mariadb.pid }));
  setInterval(() => {}, 1000);`;
let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-child-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

/** Node cannot run TypeScript, so a process of its own needs this package as it is now in dist/. */
async function build(): Promise<void> {
  await promisify(execFile)(join(packageDir, '../../node_modules/.bin/tsc'), ['-b', packageDir]);
}

const runs = (pid: number): boolean => existsSync(`/proc/${pid}`);

test('when the parent is killed by SIGKILL, then redis and mariadbd end by themselves', async () => {
  await build();
  const parent = spawn(process.execPath, ['--input-type=module', '-e', startBothAndWait, dir], {
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
