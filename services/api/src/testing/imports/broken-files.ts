import { strToU8, zipSync } from 'fflate';
import { makeXlsx, type TestCell } from './make-xlsx.ts';

export type BrokenFile = {
  readonly what: string;
  readonly kind: 'students' | 'rosters';
  readonly name: string;
  readonly bytes: Buffer;
  readonly row: number | null;
  readonly column: string | null;
  readonly code: string;
};

const HEAD = ['number', 'name', 'email', 'course', 'group'];
const GOOD: readonly TestCell[] = ['B100', 'Good', '', '', ''];

type Expected = readonly [row: number | null, column: string | null, code: string];

function csv(
  what: string,
  bytes: string | Buffer,
  [row, column, code]: Expected,
  name = 'x.csv',
): BrokenFile {
  return { what, kind: 'students', name, bytes: Buffer.from(bytes as string), row, column, code };
}

function xlsx(what: string, bytes: Buffer, [row, column, code]: Expected, name = 'x.xlsx'): BrokenFile {
  return { what, kind: 'students', name, bytes, row, column, code };
}

/** A workbook with a good row 2 and this row 3. */
function sheetWith(cells: readonly TestCell[], head: readonly TestCell[] = HEAD): Buffer {
  return makeXlsx([{ rows: [head, GOOD, cells] }]);
}

function csvWith(row: string, head = HEAD.join(',')): string {
  return `${head}\nB100,Good,,,\n${row}\n`;
}

function compound(inside: string): Buffer {
  const start = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  return Buffer.concat([start, Buffer.alloc(504), Buffer.from(inside, 'utf16le'), Buffer.alloc(64)]);
}

/** A part whose entry says that it is small, and that unpacks to far more. */
function lyingBomb(): Buffer {
  const honest = makeXlsx([{ rows: [HEAD, GOOD] }], {
    parts: { 'xl/sharedStrings.xml': `<sst>${' '.repeat(40 * 1024 * 1024)}</sst>` },
  });
  const size = Buffer.alloc(4);
  size.writeUInt32LE(40 * 1024 * 1024 + 11);
  const small = Buffer.alloc(4);
  small.writeUInt32LE(1000);
  const bytes = Buffer.from(honest);
  for (let at = bytes.indexOf(size); at >= 0; at = bytes.indexOf(size, at + 4)) small.copy(bytes, at);
  return bytes;
}

const manyRows = Array.from({ length: 10_001 }, (_, n) => `B${n},Name`);
const manyColumns = Array.from({ length: 60 }, (_, n) => `c${n}`);
const manySheetRows = Array.from({ length: 10_002 }, (_, n): TestCell[] => [`B${n}`, 'x']);

const csvFiles: readonly BrokenFile[] = [
  csv('an empty file', '', [null, null, 'empty-file']),
  csv('blank lines alone', '\n\n\r\n', [null, null, 'empty-file']),
  csv('a header alone', 'number,name\n', [1, null, 'no-rows']),
  csv('no header', 'B101,Siti\nB102,Budi\n', [1, null, 'no-header']),
  csv('a column that is missing', 'nim;kelas\nB101;A\n', [1, 'name', 'missing-column']),
  csv('a column twice', 'nim,nama,npm\nB101,Siti,B101\n', [1, 'npm', 'double-column']),
  csv('a quotation mark that is not closed', 'number,name\nB101,"Siti\nB102,Budi\n', [
    2,
    null,
    'broken-quotes',
  ]),
  csv('a quotation mark within a field', 'number,name\nB101,Si"ti\n', [2, null, 'broken-quotes']),
  csv('a row with too many cells', csvWith('B101,Siti,,IF-101,A,B'), [3, 'F', 'extra-cells']),
  csv('bytes that are no text', Buffer.from('6e756d6265722c6e616d650a0001020305060e0f', 'hex'), [
    null,
    null,
    'unknown-encoding',
  ]),
  csv('half a UTF-16 character', Buffer.from('fffe6e00750000d8', 'hex'), [null, null, 'unknown-encoding']),
  csv('an empty number', csvWith(',Siti,,,'), [3, 'number', 'empty-value']),
  csv('an empty name', csvWith('B101,,,,'), [3, 'name', 'empty-value']),
  csv('a name that is too long', csvWith(`B101,${'n'.repeat(201)},,,`), [3, 'name', 'too-long']),
  csv('a number that is too long', csvWith(`${'1'.repeat(65)},Siti,,,`), [3, 'number', 'too-long']),
  csv('a group that is too long', csvWith(`B101,Siti,,IF-101,${'g'.repeat(33)}`), [3, 'group', 'too-long']),
  csv('an e-mail that is none', csvWith('B101,Siti,siti(at)kampus,,'), [3, 'email', 'bad-email']),
  csv('a number in scientific notation', csvWith('1.23E+11,Siti,,,'), [3, 'number', 'number-rewritten']),
  csv('a number in scientific notation with a comma', csvWith('"1,23E+11",Siti,,,'), [
    3,
    'number',
    'number-rewritten',
  ]),
  csv('the text of a formula', csvWith('B101,"=HYPERLINK(""http://x"")",,,'), [3, 'name', 'formula-text']),
  csv('a line break within a cell', csvWith('B101,"Siti\nRahma",,,'), [4, 'name', 'bad-characters']),
  csv('a character that was lost', csvWith('B101,Si\ufffdti,,,'), [3, 'name', 'bad-characters']),
  csv('two names for one number', csvWith('b100,Other,,,'), [3, null, 'contradicting-row']),
  csv('two e-mails for one number', 'number,name,email,course\nB1,S,a@b.id,IF-101\nB1,S,c@d.id,IF-102\n', [
    3,
    null,
    'contradicting-row',
  ]),
  csv('a course that is not there', csvWith('B101,Siti,,XX-999,'), [3, 'course', 'no-such-course']),
  csv('too many rows', `number,name\n${manyRows.join('\n')}\n`, [null, null, 'too-many-rows']),
  csv('too many columns', `number,name,${manyColumns.join(',')}\nB101,Siti\n`, [1, null, 'too-many-columns']),
  csv('a PDF', '%PDF-1.7\n...', [null, null, 'unknown-format']),
  csv(
    'a web page',
    '<html><table><tr><td>number</td></tr></table></html>',
    [null, null, 'unknown-format'],
    'x.xls',
  ),
  csv('a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), [null, null, 'unknown-format']),
];

const xlsxFiles: readonly BrokenFile[] = [
  xlsx('a workbook of Excel 97', compound('Workbook'), [null, null, 'old-xls'], 'x.xls'),
  xlsx('a workbook with a password', compound('EncryptedPackage'), [null, null, 'encrypted']),
  xlsx('a workbook that was cut off', makeXlsx([{ rows: [HEAD, GOOD] }]).subarray(0, 700), [
    null,
    null,
    'broken-workbook',
  ]),
  xlsx(
    'an archive that is no workbook',
    Buffer.from(zipSync({ 'content.xml': strToU8('<office/>') })),
    [null, null, 'not-a-workbook'],
    'x.ods',
  ),
  xlsx(
    'XML that does not end',
    makeXlsx([{ rows: [HEAD] }], { parts: { 'xl/worksheets/sheet1.xml': '<worksheet><sheetData><row>' } }),
    [null, null, 'broken-workbook'],
  ),
  xlsx(
    'entities that grow',
    makeXlsx([{ rows: [HEAD] }], {
      parts: {
        'xl/sharedStrings.xml':
          '<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><sst><si><t>&b;</t></si></sst>',
      },
    }),
    [null, null, 'broken-workbook'],
  ),
  xlsx(
    'a sheet that is not in the archive',
    makeXlsx([{ rows: [HEAD] }], { parts: { 'xl/worksheets/sheet1.xml': null } }),
    [null, null, 'broken-workbook'],
  ),
  xlsx(
    'a workbook that unpacks to 40 MB',
    makeXlsx([{ rows: [HEAD, GOOD] }], {
      parts: { 'xl/sharedStrings.xml': `<sst>${' '.repeat(40 * 1024 * 1024)}</sst>` },
    }),
    [null, null, 'too-large-inside'],
  ),
  xlsx('a workbook that lies about its size', lyingBomb(), [null, null, 'broken-workbook']),
  xlsx('hidden sheets alone', makeXlsx([{ rows: [HEAD, GOOD], state: 'hidden' }]), [null, null, 'no-sheet']),
  xlsx('an empty sheet', makeXlsx([{ rows: [] }]), [null, null, 'empty-file']),
  xlsx(
    'merged cells',
    makeXlsx([{ rows: [HEAD, GOOD, ['B101', 'Siti'], ['B102', null]], merges: ['B3:B4'] }]),
    [4, 'name', 'merged-cells'],
  ),
  xlsx('a cell that shows an error', sheetWith(['B101', { error: '#N/A' }]), [3, 'name', 'cell-error']),
  xlsx('a formula without a value', sheetWith(['B101', { formula: 'A1&B1' }]), [
    3,
    'name',
    'no-value-of-formula',
  ]),
  xlsx('a date for a number', sheetWith([{ number: 46_000, style: 1 }, 'Siti']), [
    3,
    'number',
    'number-rewritten',
  ]),
  xlsx('a number with a fraction', sheetWith([1234.5, 'Siti']), [3, 'number', 'number-rewritten']),
  xlsx('a number of more digits than are kept', sheetWith([1234567890123456, 'Siti']), [
    3,
    'number',
    'number-rewritten',
  ]),
  xlsx('a negative number', sheetWith([-12, 'Siti']), [3, 'number', 'number-rewritten']),
  xlsx('an empty number', sheetWith([null, 'Siti']), [3, 'number', 'empty-value']),
  xlsx('an e-mail that is none', sheetWith(['B101', 'Siti', 'x@']), [3, 'email', 'bad-email']),
  xlsx('a course that is not there', sheetWith(['B101', 'Siti', null, 'XX-999']), [
    3,
    'course',
    'no-such-course',
  ]),
  xlsx('a header that is missing a column', sheetWith(['B101'], ['NIM']), [1, 'name', 'missing-column']),
  xlsx('too many rows', makeXlsx([{ rows: [['number', 'name'], ...manySheetRows] }]), [
    null,
    null,
    'too-many-rows',
  ]),
  xlsx(
    'a cell far to the right',
    makeXlsx([{ rows: [HEAD, GOOD] }], {
      parts: {
        'xl/worksheets/sheet1.xml':
          '<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>number</t></is></c><c r="B1" t="inlineStr"><is><t>name</t></is></c><c r="ZZ1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2"><v>2</v></c></row></sheetData></worksheet>',
      },
    }),
    [null, null, 'too-many-columns'],
  ),
];

const rosterFiles: readonly BrokenFile[] = [
  {
    ...csv('a student who is not there', 'course,number\nIF-101,NOBODY\n', [2, 'number', 'no-such-student']),
    kind: 'rosters',
  },
  {
    ...csv('a course that is not there', 'course,number\nXX-999,KNOWN\n', [2, 'course', 'no-such-course']),
    kind: 'rosters',
  },
  {
    ...csv('two groups for one place', 'course,number,group\nIF-101,KNOWN,A\nIF-101,known,B\n', [
      3,
      null,
      'contradicting-row',
    ]),
    kind: 'rosters',
  },
  { ...csv('an empty course', 'course,number\n,KNOWN\n', [2, 'course', 'empty-value']), kind: 'rosters' },
];

export const brokenFiles: readonly BrokenFile[] = [...csvFiles, ...xlsxFiles, ...rosterFiles];
