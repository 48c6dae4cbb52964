import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';
import { startTestApi, type TestApi } from '../../testing/start-test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const seed = (...args: string[]) =>
  runCliProcess(['seed', 'semester', ...args], { DATABASE_URL: api.databaseUrl }, api.dir);

test('when a semester is made, then it can be reported, and is not made again by mistake', async () => {
  const made = await seed('--records', '300', '--prefix', 'TRY', '--json');
  expect(JSON.parse(made.stdout)).toMatchObject({ records: 300, sessions: 32, courses: 1 });
  const again = await seed('--records', '300');
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('already holds students or courses');
  expect((await seed('--records', '300', '--starts', '2026-02-03')).stderr).toContain('must be a Monday');
  const days = ['--from', '2026-02-01', '--to', '2026-06-30'];
  const summary = await api.json<{ totals: { sessions: number } }>('report', 'daily-summary', ...days);
  expect(summary.totals.sessions).toBe(32);
  const text = await api.run('report', 'course-matrix', '--course', 'TRY-0', '--lang', 'id');
  expect(text.stdout).toContain('Rekap kehadiran mata kuliah');
  expect(text.stdout).toContain('TRY0000000');
});

test('when a report is written to a file, then the file’s name says in which form', async () => {
  const matrix = ['report', 'course-matrix', '--course', 'TRY-0'];
  expect((await api.run(...matrix, '--out', 'rekap.pdf')).stdout).toContain('Wrote rekap.pdf');
  expect((await readFile(join(api.dir, 'rekap.pdf'))).toString('latin1', 0, 5)).toBe('%PDF-');
  await api.run(...matrix, '--out', 'rekap.xlsx');
  expect((await readFile(join(api.dir, 'rekap.xlsx'))).toString('latin1', 0, 2)).toBe('PK');
  expect((await api.run(...matrix, '--format', 'pdf')).stderr).toContain('needs a file');
  expect((await api.run('report', 'daily-summary')).stderr).toContain('from');
});

test('when the institution is named, then it is shown, and a logo that is none is refused', async () => {
  await api.run('institution', 'set', '--name', 'Universitas Contoh');
  expect((await api.run('institution', 'show')).stdout).toContain('Universitas Contoh');
  const refused = await api.run('institution', 'set', '--logo', join(api.dir, 'rekap.pdf'));
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.stderr).toContain('neither a PNG nor a JPEG');
  expect((await api.run('institution', 'set')).code).toBe(2);
});

test('when no mail server is set, then a schedule says what to do', async () => {
  const add = ['report-schedule', 'add', 'daily-summary', '--span', 'last-week', '--weekday', 'monday'];
  const { code, stderr } = await api.run(...add, '--mail-to', 'dean@example.ac.id');
  expect(code).toBe(1);
  expect(stderr).toContain('SMTP_URL');
  expect((await api.run(...add, '--mail-to', 'nobody')).code).toBe(2);
  expect((await api.run('report-schedule', 'list')).stdout).toContain('No report is sent by e-mail');
});
