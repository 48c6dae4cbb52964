import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

type Session = { readonly id: string; readonly startsAt: string; readonly endsAt: string };

let api: TestApi;
const studentIds: string[] = [];

beforeAll(async () => {
  api = await startTestApi();
  await api.json('course', 'add', 'IF-101', 'Programming');
  await api.json('room', 'add', 'A-101');
  for (const [number, name] of [
    ['1001', 'Siti Rahma'],
    ['1002', 'Budi Santoso'],
  ] as const) {
    const { id } = await api.json<{ id: string }>('student', 'add', number, name, '--course', 'IF-101');
    studentIds.push(id);
  }
});
afterAll(() => api.stop());

const add = (start: string, minutes = '100'): Promise<Session> =>
  api.json(
    'session',
    'add',
    '--course',
    'IF-101',
    '--room',
    'A-101',
    '--start',
    start,
    '--minutes',
    minutes,
    '--allow-overlap',
  );

test('when a session is added in campus time, then it is stored in UTC and listed in campus time', async () => {
  const session = await add('2031-03-03 23:30');
  expect(session).toMatchObject({
    startsAt: '2031-03-03T16:30:00.000Z',
    endsAt: '2031-03-03T18:10:00.000Z',
    opensBeforeMinutes: 15,
    lateAfterMinutes: 15,
  });
  const { stdout } = await api.run('session', 'list', '--from', '2031-03-03', '--to', '2031-03-04');
  expect(stdout).toMatch(/Mon 3 Mar 2031 23:30 {2}01:10 +IF-101 +A-101 /);
  expect((await api.run('session', 'list', '--from', '2031-03-04')).stdout).toContain(
    'No session is planned',
  );
});

test('when the roster fills while it is watched, then each change is a line, and Ctrl-C ends it in order', async () => {
  const { id } = await add('now');
  const watching = api.start('session', 'show', id, '--watch');
  await waitFor('the watch to begin', () => watching.stderr().includes('Watching'));
  await api.database.attendance.setManual(id, studentIds[1] ?? '', 'present', 'test');
  await waitFor('the change to be shown', () => watching.stdout().includes('1002  Budi Santoso  present'));
  watching.kill('SIGINT');
  const { code, stdout } = await watching.ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/Here +1 of 2, 1 unseen/);
});

test('when it is watched with --json, then one document is printed, at the end', async () => {
  const { id } = await add('now');
  await api.database.attendance.setManual(id, studentIds[0] ?? '', 'late', 'test');
  const watching = api.start('session', 'show', id, '--watch', '--json');
  await waitFor('the watch to begin', () => watching.stderr().includes('Watching'));
  expect(watching.stdout()).toBe('');
  watching.kill('SIGTERM');
  const { code, stdout } = await watching.ended;
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ session: { id }, counts: { late: 1 } });
});

test('when a report is asked for, then it is a table, JSON, or a CSV that a spreadsheet opens', async () => {
  const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const days = ['--from', today, '--to', today];
  const shown = await api.run('report', ...days);
  expect(shown.stdout).toMatch(/DATE +AT +COURSE +NUMBER +NAME +STATUS +FIRST SEEN/);
  expect(shown.stdout).toContain('1002    Budi Santoso');
  const document = await api.json<{ rows: readonly unknown[] }>('report', ...days, '--course', 'IF-101');
  expect(document.rows).toHaveLength(4);
  const printed = await api.run('report', ...days, '--format', 'csv');
  expect(printed.stdout.split('\r\n')).toHaveLength(6);
  await api.run('report', ...days, '--format', 'csv', '--bom', '--out', 'r.csv');
  expect(await readFile(join(api.dir, 'r.csv'), 'utf8')).toBe(`\ufeff${printed.stdout}`);
});

test.each([
  ['--bom without csv', ['--from', '2026-11-01', '--to', '2026-11-02', '--bom'], 2],
  ['--json of a csv', ['--from', '2026-11-01', '--to', '2026-11-02', '--format', 'csv', '--json'], 2],
  ['no days', [], 2],
  ['a day that is none', ['--from', '2026-11-31', '--to', '2026-12-01'], 2],
  ['days the wrong way round', ['--from', '2026-11-02', '--to', '2026-11-01'], 1],
  ['a folder that is not there', ['--from', '2026-11-01', '--to', '2026-11-02', '--out', 'no/r.csv'], 1],
])('when a report is asked for with %s, then it is refused', async (_, args, code) => {
  expect((await api.run('report', ...args)).code).toBe(code);
});
