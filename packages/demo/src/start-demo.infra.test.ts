import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from '@hadir/local-stack/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  freePortBase,
  processesNaming,
  type RunningScript,
  runCommand,
  runScript,
} from './testing/run-script.ts';

const STOP_LIMIT_MS = 10_000;
const SECOND_START_LIMIT_MS = 15_000;
const MARK = /\d\d:\d\d:\d\d .* (present|late) /;

let dataDir: string;
let portBase: number;
let running: RunningScript[];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'hadir-start-test-'));
  portBase = await freePortBase();
  running = [];
});

afterEach(async () => {
  for (const script of running) script.signal('SIGTERM');
  await Promise.all(running.map(({ exited }) => exited));
  await rm(dataDir, { recursive: true, force: true });
});

function start(...args: readonly string[]): RunningScript {
  return watched(runScript('scripts/start.mjs', optionsFor(args), markedEnv()));
}

function watched(script: RunningScript): RunningScript {
  running.push(script);
  return script;
}

const optionsFor = (args: readonly string[]): readonly string[] => [
  ...['--data', dataDir, '--port-base', String(portBase)],
  ...args,
];

/** The variable is inherited by every service, so that each can be found. */
const markedEnv = (): NodeJS.ProcessEnv => ({ HADIR_TEST_RUN: dataDir });

/** Milliseconds until the terminal shows this; fails at once when the script ends before. */
async function untilShown(script: RunningScript, text: RegExp, timeoutMs: number): Promise<number> {
  const startedAt = performance.now();
  const ended = script.exited.then((code) => {
    throw new Error(`it ended with ${code}: ${script.stdout()}${script.stderr()}`);
  });
  await Promise.race([
    waitFor(`${text} in the terminal`, () => text.test(script.stdout()), { timeoutMs }),
    ended,
  ]);
  return performance.now() - startedAt;
}

async function stop(script: RunningScript, signal: NodeJS.Signals): Promise<void> {
  const startedAt = performance.now();
  script.signal(signal);
  expect(await script.exited, script.stdout()).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(STOP_LIMIT_MS);
  expect(processesNaming(dataDir)).toEqual([]);
}

test('when it is started, stopped by Ctrl-C and started again, then people are marked each time and no process is left', async () => {
  const first = start();
  await untilShown(first, MARK, 120_000);
  expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDir, 'stack.json'))).mode & 0o777).toBe(0o600);

  const beside = start();
  expect(await beside.exited).toBe(1);
  expect(beside.stdout()).toMatch(/Hadir runs already .*--data DIR --port-base/s);

  await stop(first, 'SIGINT');
  expect(await untilShown(start(), MARK, 60_000)).toBeLessThan(SECOND_START_LIMIT_MS);
}, 240_000);

test('when the matcher is killed, then it is started again and it is said', async () => {
  const script = start('--no-demo');
  await untilShown(script, /Hadir runs\./, 60_000);
  const [matcher] = processesNaming(join('services', 'matcher')).filter((pid) =>
    processesNaming(dataDir).includes(pid),
  );
  process.kill(matcher ?? 0, 'SIGKILL');
  await untilShown(script, /matcher-1 ended \(SIGKILL\)[\s\S]*matcher-1 runs again\./, 30_000);
  await stop(script, 'SIGTERM');
}, 120_000);

test('when npm itself is killed, then all that it started ends', async () => {
  const args = ['start', '--', ...optionsFor(['--no-demo'])];
  const npm = watched(runCommand('npm', args, { ...markedEnv(), npm_lifecycle_event: undefined }));
  await untilShown(npm, /Hadir runs\./, 60_000);
  npm.signal('SIGKILL');
  await waitFor('all processes to be gone', () => processesNaming(dataDir).length === 0, {
    timeoutMs: STOP_LIMIT_MS,
  });
}, 120_000);

test('when an option is unknown, then it is named before anything is set up', async () => {
  const script = start('--no-dmeo');
  expect(await script.exited).toBe(2);
  expect(script.stderr()).toMatch(/--no-dmeo[\s\S]*Usage: npm start/);
});
