import { sql } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { brokenFiles } from '../testing/imports/broken-files.ts';
import { makeXlsx } from '../testing/imports/make-xlsx.ts';
import { apply, check } from '../testing/imports/send-import.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
  await api.ask('POST', '/v1/students', { json: { number: 'KNOWN', name: 'Known' } });
  for (const code of ['IF-101', 'IF-102']) {
    await api.ask('POST', '/v1/courses', { json: { code, name: code } });
  }
});
afterAll(() => api.close());

/** What an import may write, as it is now. */
function ground(): Promise<string> {
  const tables = ['students', 'roster_entries', 'class_sessions', 'session_series', 'course_lecturers'];
  return sql(api.databaseUrl, tables.map((table) => `SELECT * FROM ${table};`).join(' '));
}

test.each(brokenFiles.map((file) => [file.kind, file.name, file.what, file] as const))(
  'when %s come as %s with %s, then the place and the fault are named and nothing is written',
  async (kind, name, _what, { bytes, row, column, code }) => {
    const before = await ground();
    const found = await check(api.ask, kind, { bytes, name });
    expect(found).toMatchObject({ status: 'refused' });
    const errors = found.problems.filter((each: { severity: string }) => each.severity === 'error');
    expect(errors).toEqual([
      { row, column, code, severity: 'error', message: expect.stringMatching(/.{10}/) },
    ]);
    expect(await apply(api.ask, found.id)).toMatchObject({
      status: 409,
      body: { error: { code: 'has-errors' } },
    });
    expect(await ground()).toEqual(before);
  },
);

test('when a file has several faults, then every one is told, in the order of rows', async () => {
  const bytes = 'number,name,email,course\n,Siti,,\nC2,,x,\nC3,Budi,,XX-1\nC4,Ana,,\nC4,Ani,,\n';
  const { problems } = await check(api.ask, 'students', { bytes });
  expect(problems.map(({ row, column, code }: Record<string, unknown>) => [row, column, code])).toEqual([
    [2, 'number', 'empty-value'],
    [3, 'name', 'empty-value'],
    [3, 'email', 'bad-email'],
    [4, 'course', 'no-such-course'],
    [6, null, 'contradicting-row'],
  ]);
});

const warned = [
  ['Windows-1252', 'x.csv', Buffer.from('number,name\nW1,Ren\xe9\n', 'latin1'), 'guessed-encoding', 'René'],
  [
    'a column that is not read',
    'x.csv',
    Buffer.from('number,name,agama\nW1,Rene,-\n'),
    'unknown-column',
    'Rene',
  ],
  ['a row twice', 'x.csv', Buffer.from('number,name\nW1,Rene\nw1,Rene\n'), 'double-row', 'Rene'],
  ['an ending that is wrong', 'x.xlsx', Buffer.from('number,name\nW1,Rene\n'), 'wrong-extension', 'Rene'],
  [
    'a hidden sheet',
    'x.xlsx',
    makeXlsx([
      {
        rows: [
          ['number', 'name'],
          ['W9', 'Hidden'],
        ],
        state: 'veryHidden',
      },
      {
        rows: [
          ['number', 'name'],
          ['W1', 'Rene'],
        ],
      },
    ]),
    'hidden-sheet',
    'Rene',
  ],
  [
    'a second sheet',
    'x.xlsx',
    makeXlsx([
      {
        rows: [
          ['number', 'name'],
          ['W1', 'Rene'],
        ],
      },
      { rows: [['number'], ['W9']] },
    ]),
    'other-sheets',
    'Rene',
  ],
] as const;

test.each(warned)(
  'when a file has %s, then it is told and the file can be applied',
  async (_what, name, bytes, code, expected) => {
    const found = await check(api.ask, 'students', { bytes, name });
    expect(found).toMatchObject({ status: 'ready', errorCount: 0, warningCount: 1 });
    expect(found.problems).toMatchObject([{ code, severity: 'warning' }]);
    expect(found.changes).toMatchObject([{ key: 'W1', after: { name: expected } }]);
  },
);

test('when zeros at the start of some numbers seem lost, then each row is told', async () => {
  const bytes = 'number,name\n00123401,A\n00123402,B\n123403,C\n00123404,D\n';
  const { status, problems } = await check(api.ask, 'students', { bytes });
  expect(status).toBe('ready');
  expect(problems).toMatchObject([{ row: 4, column: 'number', code: 'zeros-lost' }]);
});

const read = [
  ['UTF-8 with a mark', Buffer.from('\ufeffnumber,name\nG1,Ånn Lê\n')],
  ['UTF-16 little-endian', Buffer.from('\ufeffnumber\tname\r\nG1\tÅnn Lê\r\n', 'utf16le')],
  ['UTF-16 without a mark', Buffer.from('number;name\r\nG1;Ånn Lê\r\n', 'utf16le')],
  ['UTF-16 big-endian', Buffer.from('\ufeffnumber,name\nG1,Ånn Lê\n', 'utf16le').swap16()],
  ['a line that names the separator', Buffer.from('sep=|\nnumber|name\nG1|Ånn Lê\n')],
  ['empty rows and columns', Buffer.from('number,,name\n,,\n\nG1,,Ånn Lê\n,,\n')],
  ['quotes and spaces', Buffer.from('"number" , "name"\r\n"G1", "Ånn Lê"\r\n')],
  ['text kept by a formula', Buffer.from('number,name\n"=""G1""",Ånn Lê\n')],
  ['titles in Indonesian', Buffer.from('No;N.I.M;Nama Lengkap\n1;G1;Ånn Lê\n')],
  ['line ends of old Macs', Buffer.from('number,name\rG1,Ånn Lê\r')],
  [
    'shared texts in a workbook',
    makeXlsx(
      [
        {
          rows: [
            ['number', { shared: 0 }],
            [{ shared: 1 }, { shared: 2 }],
          ],
        },
      ],
      { sharedTexts: ['name', '<r><t>G</t></r><r><t>1</t></r><rPh sb="0" eb="1"><t>x</t></rPh>', 'Ånn Lê'] },
    ),
  ],
  [
    'a formula that has a value',
    makeXlsx([
      {
        rows: [
          ['number', 'name'],
          [{ formula: 'A9', value: 'G1' }, 'Ånn Lê'],
        ],
      },
    ]),
  ],
] as const;

test.each(read)('when a file has %s, then it is read', async (_what, bytes) => {
  const found = await check(api.ask, 'students', { bytes, name: 'file' });
  expect(found.problems).toEqual([]);
  expect(found.changes).toMatchObject([{ key: 'G1', after: { name: 'Ånn Lê' } }]);
});
