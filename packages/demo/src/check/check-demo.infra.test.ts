import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processesNaming, runScript } from '../testing/run-script.ts';

let temporary: string;

beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'hadir-check-test-'));
});

afterEach(() => rm(temporary, { recursive: true, force: true }));

test('when real people and strangers come to the door, then each person is marked once and no stranger is', async () => {
  const check = runScript('scripts/demo-check.mjs', ['--json'], { TMPDIR: temporary });
  expect(await check.exited, check.stderr()).toBe(0);

  const report = JSON.parse(check.stdout());
  expect(report.engine).toBe('fused');
  expect(report).toMatchObject({
    marks: report.expectedMarks,
    accepted: report.frames,
    wrongMarks: 0,
    strangerMarks: 0,
    duplicateMarks: 0,
  });
  expect(report.expectedMarks).toBeGreaterThanOrEqual(8);
  expect(report.p95Ms).toBeGreaterThanOrEqual(report.p50Ms);
  expect(await readdir(temporary)).toEqual([]);
  expect(processesNaming(temporary)).toEqual([]);
}, 240_000);

test('when a folder of faces has no protocol, then the check says what it must hold', async () => {
  const check = runScript('scripts/demo-check.mjs', ['--json', '--faces', temporary], { TMPDIR: temporary });
  expect(await check.exited).toBe(1);
  expect(check.stderr()).toMatch(/protocol\.json cannot be used[\s\S]*"known"/);
  expect(check.stdout()).toBe('');
}, 60_000);
