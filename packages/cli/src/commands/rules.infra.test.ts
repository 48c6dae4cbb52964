import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';

let api: TestApi;
let sessionId: string;
beforeAll(async () => {
  api = await startTestApi();
  await api.json('course', 'add', 'IF-101', 'Programming');
  await api.json('room', 'add', 'A-101');
  await api.json('student', 'add', '1001', 'Siti Rahma', '--course', 'IF-101');
  await api.json('student', 'add', '1002', 'Budi Santoso', '--course', 'IF-101');
  await sql(api.databaseUrl, "UPDATE roster_entries SET created_at = '2020-01-01'");
  const start = new Date(Date.now() - 2 * 3_600_000).toISOString();
  const where = ['--course', 'IF-101', '--room', 'A-101', '--start', start, '--minutes', '60'];
  ({ id: sessionId } = await api.json<{ id: string }>('session', 'add', ...where));
});
afterAll(() => api.stop());

test('when a rule is set, shown and previewed, then what is not named stays, and nothing else changes', async () => {
  expect((await api.run('rule', 'show')).stdout).toContain('15 min after the start (inherited)');
  await api.json('rule', 'set', '--course', 'IF-101', '--late-after', '20', '--closes-after', '45');
  const set = await api.json(
    'rule',
    'set',
    '--course',
    'IF-101',
    '--closes-after',
    'none',
    '--minimum',
    '80.5',
  );
  expect(set).toMatchObject({
    own: { lateAfterMinutes: 20, closesAfterMinutes: null, minimumPercent: 80.5 },
  });
  const shown = await api.run('rule', 'show', '--course', 'IF-101');
  expect(shown.stdout).toMatch(/Check-in closes +at the end\n/);
  expect(shown.stdout).toMatch(/Late +20 min after the start\n/);
  await api.json('rule', 'set', '--course', 'IF-101', '--minimum', 'inherit');
  const preview = await api.run('rule', 'preview', '--course', 'IF-101', '--late-after', '5');
  expect(preview.stdout).toMatch(/Past records that would change +0/);
  const { own } = await api.json<{ own: object }>('rule', 'show', '--course', 'IF-101');
  expect(own).toEqual({ lateAfterMinutes: 20, closesAfterMinutes: null });
});

test.each([
  ['nothing to change', ['set', '--course', 'IF-101']],
  ['a limit that is none', ['set', '--late-after', 'none']],
  ['too much', ['set', '--minimum', '101']],
  ['a since without the past', ['set', '--late-after', '5', '--since', '2026-01-01']],
])('when a rule is set with %s, then the command line is wrong', async (_, args) => {
  expect((await api.run('rule', ...args)).code).toBe(2);
});

test('when a session is closed, students excused, and it is opened again, then each step says what it did', async () => {
  expect((await api.run('session', 'close', sessionId)).stdout).toContain(
    '0 present, 0 late, 2 absent, 0 excused',
  );
  await writeFile(join(api.dir, 'letter.pdf'), '%PDF-1.4\n');
  const args = ['--session', sessionId, '--kind', 'sick', '--reason', 'a letter', '--document', 'letter.pdf'];
  const made = await api.json<{ excuse: { id: string }; changedSessions: string[] }>(
    'excuse',
    'add',
    '1001',
    ...args,
  );
  expect(made).toMatchObject({ changedSessions: [sessionId], excuse: { attachment: { bytes: 9 } } });
  const { id } = made.excuse;
  expect((await api.run('excuse', 'list', '--student', '1001')).stdout).toMatch(
    /1001 .*IF-101 +sick +a letter +yes/,
  );
  await api.json('excuse', 'document', id, '--out', 'copy.pdf');
  expect(await readFile(join(api.dir, 'copy.pdf'), 'utf8')).toBe('%PDF-1.4\n');
  expect((await api.run('at-risk', '--course', 'IF-101')).stdout).toMatch(
    /1002 +Budi Santoso +– +0 of 1 +0\.0/,
  );
  expect((await api.run('excuse', 'withdraw', id, '--reason', 'forged')).stdout).toContain('1 records');
  expect((await api.run('excuse', 'list')).stdout).toContain('No excuse is in force');
  const opened = await api.run('session', 'reopen', sessionId, '--reason', 'the camera was off');
  expect(opened.stdout).toContain('2 absences and excuses went');
  expect((await api.run('at-risk')).stdout).toContain('Nobody is at risk');
  const from = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const days = await api.json(
    'excuse',
    'add',
    '1002',
    '--from',
    from,
    '--kind',
    'duty',
    '--reason',
    'contest',
  );
  expect(days).toMatchObject({ excuse: { courseId: null, sessionId: null, kind: 'duty' } });
});

test.each([
  ['no span', ['--kind', 'sick', '--reason', 'x'], 2],
  ['a kind that is none', ['--from', '2026-01-01', '--kind', 'lazy', '--reason', 'x'], 2],
  [
    'a file that is not there',
    ['--from', '2026-01-01', '--kind', 'sick', '--reason', 'x', '--document', 'no.pdf'],
    1,
  ],
])('when a student is excused with %s, then it is refused', async (_, args, code) => {
  expect((await api.run('excuse', 'add', '1001', ...args)).code).toBe(code);
});
