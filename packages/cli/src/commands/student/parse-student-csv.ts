import { CsvError, parse } from 'csv-parse/sync';
import { z } from 'zod';
import { keyOf } from '../../api/key-of.ts';

/** `line` counts from 1, as editors and spreadsheets do. */
export type StudentRow = {
  readonly line: number;
  readonly number: string;
  readonly name: string;
  readonly course: string | null;
};
export type RowProblem = { readonly line: number; readonly problem: string };
export type StudentFile = { readonly rows: readonly StudentRow[]; readonly problems: readonly RowProblem[] };

type Numbered = { readonly line: number; readonly fields: readonly string[] };
/** What csv-parse gives with `info: true`; its types do not say so. */
type WithInfo = { readonly info: { readonly lines: number }; readonly record: readonly string[] };
type Columns = {
  readonly number: number;
  readonly name: number;
  readonly course: number;
  readonly count: number;
};

const Row = z.object({
  number: z.string().min(1, 'number is empty').max(64, 'number is longer than 64 characters'),
  name: z.string().min(1, 'name is empty').max(200, 'name is longer than 200 characters'),
  course: z.string().max(64, 'course is longer than 64 characters'),
});
const EXPECTED = 'the first line must name the columns: number,name or number,name,course';

/**
 * Students from a spreadsheet's CSV: UTF-8 with or without BOM, `,`, `;` or tab, header `number,name[,course]` in any
 * order. Every problem is found, not only the first; a student of several courses has several lines.
 */
export function parseStudentCsv(bytes: Buffer): StudentFile {
  const text = decode(bytes);
  if (text === undefined) {
    return onlyProblem(1, 'the file is not UTF-8: save it as "CSV UTF-8"');
  }
  const read = readRecords(text);
  if ('problem' in read) return { rows: [], problems: [read] };
  const [header, ...records] = read.records;
  const columns = header && findColumns(header.fields);
  if (!columns) return onlyProblem(1, header ? `${EXPECTED}; it reads ${header.fields.join(',')}` : EXPECTED);
  return checkRecords(records, columns);
}

function decode(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function readRecords(text: string): { readonly records: readonly Numbered[] } | RowProblem {
  try {
    const options = {
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
    };
    const found = parse(text, { ...options, info: true }) as unknown as readonly WithInfo[];
    return { records: found.map(({ info, record }) => ({ line: info.lines, fields: record })) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      line: Number(error.lines ?? 1),
      problem: 'a quotation mark is not closed, or stands inside a field',
    };
  }
}

/** Spreadsheets of many countries write `;`: the one that the header has most of. */
function delimiterOf(text: string): string {
  const header = text.split('\n', 1)[0] ?? '';
  const count = (delimiter: string): number => header.split(delimiter).length;
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best));
}

function findColumns(header: readonly string[]): Columns | undefined {
  const names = header.map((name) => name.toLowerCase());
  const columns = {
    number: names.indexOf('number'),
    name: names.indexOf('name'),
    course: names.indexOf('course'),
    count: names.length,
  };
  return columns.number < 0 || columns.name < 0 ? undefined : columns;
}

function checkRecords(records: readonly Numbered[], columns: Columns): StudentFile {
  const rows: StudentRow[] = [];
  const problems: RowProblem[] = [];
  const nameOf = new Map<string, { readonly name: string; readonly line: number }>();
  for (const { line, fields } of records) {
    const checked = checkRecord(fields, columns);
    if (typeof checked === 'string') {
      problems.push({ line, problem: checked });
      continue;
    }
    const key = keyOf(checked.number);
    const before = nameOf.get(key);
    if (before && before.name !== checked.name) {
      problems.push({ line, problem: `number ${checked.number} has another name on line ${before.line}` });
      continue;
    }
    nameOf.set(key, before ?? { name: checked.name, line });
    rows.push({ line, ...checked });
  }
  if (records.length === 0) problems.push({ line: 1, problem: 'the file has no students' });
  return { rows, problems };
}

function checkRecord(fields: readonly string[], columns: Columns): Omit<StudentRow, 'line'> | string {
  if (fields.length !== columns.count) return `has ${fields.length} fields, the header has ${columns.count}`;
  const parsed = Row.safeParse({
    number: fields[columns.number],
    name: fields[columns.name],
    course: fields[columns.course] ?? '',
  });
  if (!parsed.success) return parsed.error.issues.map(({ message }) => message).join(', ');
  return { ...parsed.data, course: parsed.data.course || null };
}

function onlyProblem(line: number, problem: string): StudentFile {
  return { rows: [], problems: [{ line, problem }] };
}
