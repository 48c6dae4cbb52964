import { z } from 'zod';
import type { ColumnRule } from './columns.ts';
import { type Problem, type ProblemCode, problem } from './problem.ts';
import { type ImportRecord, type Records, readRecords } from './records.ts';
import type { Table } from './table/table.ts';

/** Undefined: the file has no such column, or leaves the cell empty, and what is there stays. Null: it is to be emptied. */
export type Change<Value> = Value | null | undefined;

export type PersonRow = {
  readonly row: number;
  readonly number: string;
  /** Undefined where the file need not tell it. */
  readonly name: string | undefined;
  readonly email: Change<string>;
  readonly course: string | undefined;
  readonly group: Change<string>;
};
export type PeopleRows = { readonly rows: readonly PersonRow[]; readonly problems: readonly Problem[] };

const NUMBER: ColumnRule = {
  field: 'number',
  names: [
    'number',
    'nim',
    'npm',
    'nrp',
    'nomor induk',
    'nomor induk mahasiswa',
    'nomor mahasiswa',
    'no mahasiswa',
    'student number',
    'student id',
    'student no',
  ],
  isRequired: true,
};
const NAME: ColumnRule = {
  field: 'name',
  names: ['name', 'nama', 'nama mahasiswa', 'nama lengkap', 'full name', 'student name'],
};
const EMAIL: ColumnRule = {
  field: 'email',
  names: ['email', 'e mail', 'surel', 'alamat email', 'email mahasiswa'],
};
export const COURSE: ColumnRule = {
  field: 'course',
  names: [
    'course',
    'kode mk',
    'kode mata kuliah',
    'kode matakuliah',
    'kode',
    'course code',
    'mata kuliah',
    'code',
  ],
};
const GROUP: ColumnRule = {
  field: 'group',
  names: ['group', 'kelompok', 'grup', 'kelas', 'group name', 'class'],
};

const STUDENT_COLUMNS = [NUMBER, { ...NAME, isRequired: true }, EMAIL, COURSE, GROUP];
const ROSTER_COLUMNS = [{ ...COURSE, isRequired: true }, NUMBER, GROUP, NAME];

export const LONGEST = { number: 64, name: 200, email: 254, course: 64, group: 32 } as const;
/** What empties a field, since an empty cell leaves it. */
const EMPTIES = '-';
/** A spreadsheet's number keeps 15 digits; the others become zeros. */
const EXACT_DIGITS = 15;
/** Numbers of one length that many are taken for the campus's form of numbers. */
const USUAL_SHARE = 0.6;

export function parseStudents(table: Table): PeopleRows {
  return parsePeople(readRecords(table, STUDENT_COLUMNS), ['number', 'name']);
}

export function parseRosters(table: Table): PeopleRows {
  return parsePeople(readRecords(table, ROSTER_COLUMNS), ['course', 'number']);
}

function parsePeople({ records, columns, problems }: Records, needed: readonly string[]): PeopleRows {
  const found: Problem[] = [...problems];
  const rows: PersonRow[] = [];
  for (const record of records) {
    const say = (field: string, code: ProblemCode, message: string): void => {
      found.push(problem(code, message, { row: record.row, column: columns.get(field)?.title ?? field }));
    };
    const before = found.length;
    for (const field of needed)
      if (textOf(record, field) === '') say(field, 'empty-value', `${field} is empty; fill it`);
    checkTexts(record, say);
    if (found.length === before) rows.push(rowOf(record));
  }
  const title = columns.get('number')?.title ?? 'number';
  return { rows, problems: [...found, ...shortNumbers(rows, title)] };
}

function checkTexts(
  record: ImportRecord,
  say: (field: string, code: ProblemCode, message: string) => void,
): void {
  for (const [field, most] of Object.entries(LONGEST)) {
    const text = textOf(record, field);
    if (text.length > most)
      say(field, 'too-long', `${field} has ${text.length} characters, at most ${most} are kept`);
  }
  const cell = record.cells.get('number');
  if (cell && isRewritten(cell.text, cell.kind)) {
    const message = `${cell.text} was rewritten by a spreadsheet; format the column as text and enter the numbers again`;
    say('number', 'number-rewritten', message);
  }
  const email = textOf(record, 'email');
  if (email !== '' && email !== EMPTIES && !z.email().safeParse(email).success) {
    say('email', 'bad-email', `${email.slice(0, 80)} is no e-mail address; mend it or leave the cell empty`);
  }
}

function isRewritten(text: string, kind: string): boolean {
  if (kind === 'moment') return true;
  if (/^\d([.,]\d+)?E\+?\d+$/i.test(text)) return true;
  return kind === 'number' && (/[.-]/.test(text) || text.length > EXACT_DIGITS);
}

function rowOf(record: ImportRecord): PersonRow {
  return {
    row: record.row,
    number: textOf(record, 'number'),
    name: textOf(record, 'name') || undefined,
    email: changeOf(textOf(record, 'email')),
    course: textOf(record, 'course') || undefined,
    group: changeOf(textOf(record, 'group')),
  };
}

export function textOf({ cells }: ImportRecord, field: string): string {
  return cells.get(field)?.text.replaceAll(/\s+/g, ' ').trim() ?? '';
}

function changeOf(text: string): Change<string> {
  if (text === '') return undefined;
  return text === EMPTIES ? null : text;
}

/** Where nearly all numbers have as many digits, a shorter one has perhaps lost the zeros at its start. */
function shortNumbers(rows: readonly PersonRow[], column: string): Problem[] {
  const digits = rows.filter(({ number }) => /^\d+$/.test(number));
  const counts = new Map<number, number>();
  for (const { number } of digits) counts.set(number.length, (counts.get(number.length) ?? 0) + 1);
  const [usual = 0, times = 0] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [];
  const hasUsual = digits.length >= 3 && times >= digits.length * USUAL_SHARE;
  return digits
    .filter(({ number }) => hasUsual && number.length < usual)
    .map(({ row, number }) => {
      const message = `${number} has ${number.length} digits and most have ${usual}: if zeros at its start were lost, format the column as text and write them`;
      return problem('zeros-lost', message, { row, column });
    });
}

/** Of rows for one key the first stays; the same again is told of, and another is an error. */
export function withoutDoubles<Row extends { readonly row: number }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  isSame: (a: Row, b: Row) => boolean,
  what: (row: Row) => string,
): { readonly rows: readonly Row[]; readonly problems: readonly Problem[] } {
  const first = new Map<string, Row>();
  const problems: Problem[] = [];
  for (const row of rows) {
    const key = keyOf(row);
    const before = first.get(key);
    if (!before) first.set(key, row);
    else if (isSame(before, row))
      problems.push(problem('double-row', `the same as row ${before.row}; it counts once`, { row: row.row }));
    else {
      const message = `${what(row)} stands otherwise in row ${before.row}; keep one of them`;
      problems.push(problem('contradicting-row', message, { row: row.row }));
    }
  }
  return { rows: [...first.values()], problems };
}
