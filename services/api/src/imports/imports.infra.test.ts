import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeXlsx } from '../testing/imports/make-xlsx.ts';
import { apply, check, sendImport } from '../testing/imports/send-import.ts';
import { walk } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { forgetImports } from './forget-imports.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  for (const code of ['IF-101', 'IF-102']) {
    await api.ask('POST', '/v1/courses', { json: { code, name: code } });
  }
});
afterAll(() => api.close());

const studentsLike = (search: string) => walk(api.ask, `/v1/students?search=${search}`, 200);
const none = { create: 0, change: 0, remove: 0, unchanged: 0 };

async function roster(code: string): Promise<Record<string, unknown>> {
  const courses = await walk(api.ask, '/v1/courses', 200);
  const id = courses.find((course) => course.code === code)?.id;
  const entries = await walk(api.ask, `/v1/courses/${id}/roster`, 200);
  return Object.fromEntries(
    entries.map(({ student, groupName }) => [(student as { number: string }).number, groupName ?? null]),
  );
}

describe('students', () => {
  const file = 'nim;nama;e-mail;kode mk;kelas\r\nA001;Siti Rahma;siti@kampus.id;IF-101;A\r\nA002;Budi;;;\r\n';

  test('when a file is checked, then it says what it would do and does nothing', async () => {
    const found = await check(api.ask, 'students', { bytes: file });
    expect(found).toMatchObject({ status: 'ready', errorCount: 0, rowCount: 2, appliedAt: null });
    expect(found.counts).toEqual({
      student: { ...none, create: 2 },
      'roster-entry': { ...none, create: 1 },
    });
    expect(found.changes[0]).toEqual({
      row: 2,
      action: 'create',
      subject: 'student',
      key: 'A001',
      before: null,
      after: { name: 'Siti Rahma', email: 'siti@kampus.id' },
    });
    expect(await studentsLike('A00')).toEqual([]);
  });

  test('when it is applied, then all is written, and a second time changes nothing', async () => {
    const { id } = await check(api.ask, 'students', { bytes: file });
    const first = await apply(api.ask, id);
    expect(first).toMatchObject({ status: 200, body: { status: 'applied' } });
    expect(await apply(api.ask, id)).toMatchObject({ status: 200, body: first.body });
    expect((await studentsLike('A00')).map(({ number }) => number)).toEqual(['A001', 'A002']);
    expect(await roster('IF-101')).toEqual({ A001: 'A' });
    const { body } = await api.ask('GET', `/v1/audit?subjectType=import&subjectId=${id}`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0].details).toMatchObject({ kind: 'students', 'student.create': 2 });
  });

  test('when the file comes again with one name changed, then only that changes', async () => {
    const changed = file.replace('Budi', 'Budi Santoso');
    const found = await check(api.ask, 'students', { bytes: changed });
    expect(found.counts).toEqual({
      student: { ...none, change: 1, unchanged: 1 },
      'roster-entry': { ...none, unchanged: 1 },
    });
    expect(found.changes).toMatchObject([
      { row: 3, action: 'change', before: { name: 'Budi' }, after: { name: 'Budi Santoso' } },
    ]);
    await apply(api.ask, found.id);
    const again = await check(api.ask, 'students', { bytes: changed });
    expect(again.changes).toEqual([]);
    const people = (await studentsLike('A00')).map(({ id }) => api.ask('GET', `/v1/students/${id}`));
    const names = (await Promise.all(people)).map(({ body }) => [body.name, body.email]);
    expect(names).toEqual([
      ['Siti Rahma', 'siti@kampus.id'],
      ['Budi Santoso', null],
    ]);
  });

  test('when an e-mail is a dash, then it is emptied, and an empty cell leaves it', async () => {
    const leave = await check(api.ask, 'students', { bytes: 'number,name,email\nA001,Siti Rahma,\n' });
    expect(leave.changes).toEqual([]);
    const empty = await check(api.ask, 'students', { bytes: 'number,name,email\nA001,Siti Rahma,-\n' });
    expect(empty.changes).toMatchObject([{ before: { email: 'siti@kampus.id' }, after: { email: null } }]);
  });

  test('when a workbook holds the same, then it reads the same', async () => {
    const rows = [
      ['NIM', 'Nama', 'Kode MK', 'Kelas'],
      ['A001', 'Siti Rahma', 'IF-101', 'A'],
      [{ number: 1234, style: 4 }, 'Nol Depan', null, null],
    ];
    const found = await check(api.ask, 'students', { bytes: makeXlsx([{ rows }]), name: 'x.xlsx' });
    expect(found.problems).toEqual([]);
    expect(found.changes).toMatchObject([{ key: '00001234', action: 'create' }]);
  });
});

describe('rosters', () => {
  const file = 'kode;nim;kelompok\nIF-102;A001;1\nIF-102;A002;2\n';

  test('when it is applied and changed, then places are added, regrouped, and removed only when told', async () => {
    await apply(api.ask, (await check(api.ask, 'rosters', { bytes: file })).id);
    expect(await roster('IF-102')).toEqual({ A001: '1', A002: '2' });
    const shorter = 'kode;nim;kelompok\nIF-102;A001;3\n';
    const keep = await check(api.ask, 'rosters', { bytes: shorter });
    expect(keep.counts).toEqual({ 'roster-entry': { ...none, change: 1 } });
    const remove = await check(api.ask, 'rosters', { bytes: shorter }, { removeMissing: true });
    expect(remove.counts).toEqual({ 'roster-entry': { ...none, change: 1, remove: 1 } });
    expect(remove.changes[1]).toMatchObject({ row: null, action: 'remove', key: 'IF-102 A002' });
    await apply(api.ask, remove.id);
    expect(await roster('IF-102')).toEqual({ A001: '3' });
    const again = await check(api.ask, 'rosters', { bytes: shorter }, { removeMissing: true });
    expect(again.counts).toEqual({ 'roster-entry': { ...none, unchanged: 1 } });
  });

  test('when a number is gone by the time it is applied, then nothing is written and it says why', async () => {
    const added = await api.ask('POST', '/v1/students', { json: { number: 'GONE-1', name: 'Gone' } });
    const bytes = 'course,number\nIF-102,A002\nIF-102,GONE-1\n';
    const found = await check(api.ask, 'rosters', { bytes });
    await api.ask('PATCH', `/v1/students/${added.body.id}`, { json: { number: 'GONE-2' } });
    expect(await apply(api.ask, found.id)).toMatchObject({
      status: 409,
      body: {
        error: { code: 'ground-shifted', message: expect.stringMatching(/no student GONE-1.*\(row 3\)/) },
      },
    });
    expect(await roster('IF-102')).toEqual({ A001: '3' });
    expect((await api.ask('GET', `/v1/imports/${found.id}`)).body).toMatchObject({
      status: 'refused',
      errorCount: 1,
    });
    expect(await apply(api.ask, found.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'has-errors' } },
    });
  });

  test('when somebody joined after the check, then that place is not removed unseen', async () => {
    const found = await check(
      api.ask,
      'rosters',
      { bytes: 'course,number\nIF-102,A001\n' },
      { removeMissing: true },
    );
    await apply(api.ask, (await check(api.ask, 'rosters', { bytes: 'course,number\nIF-102,A002\n' })).id);
    expect(await apply(api.ask, found.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'ground-shifted' } },
    });
    expect(Object.keys(await roster('IF-102'))).toEqual(['A001', 'A002']);
  });
});

describe('a request', () => {
  test('when two apply the same file at once, then it is written once', async () => {
    const rows = Array.from({ length: 500 }, (_, n) => `R${String(n).padStart(4, '0')},Name ${n}`);
    const { id } = await check(api.ask, 'students', { bytes: `number,name\n${rows.join('\n')}\n` });
    const answers = await Promise.all([apply(api.ask, id), apply(api.ask, id)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await studentsLike('R0')).toHaveLength(500);
    const { body } = await api.ask('GET', `/v1/audit?subjectType=import&subjectId=${id}`);
    expect(body.items).toHaveLength(1);
  });

  test.each([
    ['no kind', { form: {}, status: 400, field: 'kind' }],
    ['a strange kind', { form: { kind: 'rooms' }, status: 400, field: 'kind' }],
    ['an option that is none', { form: { kind: 'students', removeAll: 'true' }, status: 400, field: 'body' }],
    ['no file', { form: { kind: 'students' }, status: 400, field: 'file' }],
  ])('when it has %s, then it is refused by name', async (_what, { form, status, field }) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(form)) body.append(name, value);
    expect(await api.ask('POST', '/v1/imports', { form: body })).toMatchObject({
      status,
      body: { error: { field } },
    });
  });

  test('when the file is larger than 10 MB, then it is refused, and a viewer may send none', async () => {
    const bytes = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
    expect(await sendImport(api.ask, 'students', { bytes })).toMatchObject({ status: 413 });
    expect(await sendImport(api.ask, 'students', { bytes: 'number,name\n' }, { as: 'viewer' })).toMatchObject(
      {
        status: 403,
      },
    );
  });
});

test('when the time of a file is over, then its rows are forgotten, and it cannot be applied', async () => {
  const { id } = await check(api.ask, 'students', { bytes: 'number,name\nX1,Ana\n' });
  const kept = await check(api.ask, 'students', { bytes: 'number,name\nX2,Budi\n' });
  await sql(
    api.databaseUrl,
    `UPDATE imports SET expires_at = DATE_SUB(UTC_TIMESTAMP(3), INTERVAL 1 SECOND) WHERE id = '${id}'`,
  );
  expect(await apply(api.ask, id)).toMatchObject({ status: 404 });
  await forgetImports.run(api as never, new AbortController().signal);
  expect(await sql(api.databaseUrl, `SELECT COUNT(*) FROM imports WHERE id = '${id}'`)).toBe('0');
  expect((await apply(api.ask, kept.id)).status).toBe(200);
  const content = await sql(api.databaseUrl, `SELECT content IS NULL FROM imports WHERE id = '${kept.id}'`);
  expect(content).toBe('1');
});
