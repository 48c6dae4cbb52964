import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeFailure, setup } from './index.mjs';
import { BUILD_PACKAGES } from './native/opencv.mjs';
import { isAtLeast } from './node-version.mjs';
import { createProgress, elapsed } from './progress.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';
import { hasPackageLists, installCommand, missingPackages, SYSTEM_PACKAGES } from './system-packages.mjs';

let dir;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'hadir-setup-'));
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function recordedProgress() {
  const lines = [];
  const progress = createProgress({ isTTY: false, write: (text) => lines.push(text.trimEnd()) });
  return { lines, progress };
}

const step = (title, { done = false, run = () => {} } = {}) => ({ title, isDone: () => done, run });
const loaded = (steps) => steps.map((one) => async () => one);

test('when every step is done, then nothing runs and nothing is said', async () => {
  const { lines, progress } = recordedProgress();
  const run = () => {
    throw new Error('must not run');
  };
  await setup({ steps: loaded([step('a', { done: true, run }), step('b', { done: true, run })]), progress });
  expect(lines).toEqual([]);
});

test('when a step fails, then the ones after it do not run', async () => {
  const { lines, progress } = recordedProgress();
  const ran = [];
  const failing = step('second', {
    run: () => {
      throw new SetupError('It broke.', { advice: 'Mend it.' });
    },
  });
  const steps = [
    step('first', { run: () => ran.push(1) }),
    failing,
    step('third', { run: () => ran.push(3) }),
  ];
  await expect(setup({ steps: loaded(steps), progress })).rejects.toThrow('It broke.');
  expect(ran).toEqual([1]);
  expect(lines.map((line) => line.split('  ')[0])).toEqual(['… first', '✓ first', '… second', '✗ second']);
});

test('when a program fails, then the message has the end of its output and what to do', async () => {
  const logFile = join(dir, 'logs/some.log');
  const script = 'for (let i = 1; i <= 30; i++) console.log("line " + i); process.exit(7)';
  const failure = await runCommand(process.execPath, ['-e', script], { logFile, advice: 'Try again.' }).catch(
    (error) => error,
  );
  const text = describeFailure(failure);
  expect(text).toContain('ended with 7');
  expect(text).not.toContain('line 10\n');
  expect(text).toMatch(/line 11[\s\S]*line 30[\s\S]*some\.log[\s\S]*Try again\./);
  expect(readFileSync(logFile, 'utf8')).toContain('line 1\n');
});

test('when a program does not exist, then it is named', async () => {
  const running = runCommand('no-such-program', [], { logFile: join(dir, 'x.log') });
  await expect(running).rejects.toThrow(/no-such-program could not be run/);
});

test('when a program is missing, then its package is named in one command to paste', () => {
  const packages = { ...SYSTEM_PACKAGES, 'hadir-nothing': { dirs: [dir], file: 'nothing' } };
  expect(missingPackages(packages)).toContain('hadir-nothing');
  expect(installCommand(['a', 'b'])).toBe(
    'sudo apt-get update && sudo apt-get install -y --no-install-recommends a b',
  );
});

test('when the native build needs a package, then the set-up knows how to see that it is there', () => {
  expect(Object.keys(SYSTEM_PACKAGES)).toEqual(expect.arrayContaining([...BUILD_PACKAGES]));
});

test.each([
  ['20.19.0', '20.19', true],
  ['20.9.0', '20.19', false],
  ['22.0.0', '20.19', true],
  ['18.20.4', '20.19', false],
])('when Node.js is %s and %s is wanted, then it is new enough: %s', (version, wanted, expected) => {
  expect(isAtLeast(version, wanted)).toBe(expected);
});

test('when time passes, then it is shown in seconds, then in minutes', () => {
  expect(elapsed(0, 4250)).toBe('4.3 s');
  expect(elapsed(0, 187_000)).toBe('3 min 07 s');
});

test.each([
  [[], false],
  [['lock', 'partial', 'deb.debian.org_debian_dists_bookworm_InRelease'], false],
  [['deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages'], true],
  [['archive.ubuntu.com_ubuntu_dists_noble_main_binary-amd64_Packages.lz4'], true],
])('when apt has %j, then it is known whether it knows any package', (names, isKnown) => {
  mkdirSync(join(dir, 'lists'));
  for (const name of names) writeFileSync(join(dir, 'lists', name), '');
  expect(hasPackageLists(join(dir, 'lists'))).toBe(isKnown);
  expect(hasPackageLists(join(dir, 'none'))).toBe(false);
});
