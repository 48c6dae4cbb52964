import type { ColumnRule } from './columns.ts';
import { COURSE, LONGEST, textOf } from './people-rows.ts';
import { type Problem, type ProblemCode, problem } from './problem.ts';
import { type ImportRecord, readRecords } from './records.ts';
import { type Cell, emptyCell, type Table } from './table/table.ts';
import { addressesOf, dateOf, dayOf, MOST_WEEKS, timeOf, timesOf, weeksOf } from './timetable-fields.ts';

/** A meeting every week on one day, or once on a date. Times are of the campus clock, days of its calendar. */
export type TimetableRow = {
  readonly row: number;
  readonly course: string;
  readonly room: string;
  /** 1 (Monday) to 7; absent for a single date. */
  readonly weekday?: number | undefined;
  readonly date?: string | undefined;
  readonly startsLocal: string;
  readonly endsLocal: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Weeks on which it is held, counted from the week of the first day. */
  readonly weeks?: readonly number[] | undefined;
  readonly lecturers: readonly string[];
};
export type TimetableRows = { readonly rows: readonly TimetableRow[]; readonly problems: readonly Problem[] };

const COLUMNS: readonly ColumnRule[] = [
  { ...COURSE, isRequired: true },
  { field: 'room', names: ['room', 'ruang', 'ruangan', 'nama ruang', 'kode ruang'], isRequired: true },
  { field: 'day', names: ['day', 'hari', 'weekday'] },
  { field: 'date', names: ['date', 'tanggal', 'tgl'] },
  { field: 'start', names: ['start', 'mulai', 'jam mulai', 'starts', 'start time', 'waktu mulai'] },
  { field: 'end', names: ['end', 'selesai', 'jam selesai', 'ends', 'end time', 'waktu selesai'] },
  { field: 'time', names: ['time', 'jam', 'waktu', 'pukul'] },
  { field: 'from', names: ['from', 'dari', 'tanggal mulai', 'from date', 'mulai tanggal'] },
  { field: 'to', names: ['to', 'sampai', 'tanggal selesai', 'to date', 'until', 'sampai tanggal'] },
  { field: 'weeks', names: ['weeks', 'minggu', 'minggu ke', 'pekan'] },
  {
    field: 'lecturer',
    names: ['lecturer', 'dosen', 'email dosen', 'lecturer email', 'lecturer e mail', 'dosen pengampu'],
  },
];

const LONGEST_ROOM = 120;
const SAID: Readonly<Record<string, string>> = {
  'bad-day': 'is no day; write monday or senin, or 1 to 7',
  'bad-date': 'is no date; write it as 2026-03-02 or, day first, as 2/3/2026',
  'bad-time': 'is no time; write it as 08:00',
  'bad-weeks': `are no weeks; write them as 1-7,9-16, up to ${MOST_WEEKS}`,
};

export function parseTimetable(table: Table): TimetableRows {
  const { records, columns, problems } = readRecords(table, COLUMNS);
  const found: Problem[] = [...problems];
  const rows: TimetableRow[] = [];
  for (const record of records) {
    const say: Say = (field, code, message) => {
      found.push(problem(code, message, { row: record.row, column: columns.get(field)?.title ?? field }));
    };
    const before = found.length;
    const row = rowOf(record, say);
    if (found.length === before) rows.push(row);
  }
  return { rows, problems: found };
}

type Say = (field: string, code: ProblemCode, message: string) => void;

function rowOf(record: ImportRecord, say: Say): TimetableRow {
  const read = <Value>(field: string, of: (cell: Cell) => Value | undefined, code: ProblemCode) => {
    const cell = record.cells.get(field) ?? emptyCell;
    if (cell.text === '') return undefined;
    const value = of(cell);
    if (value === undefined) say(field, code, `${cell.text.slice(0, 40)} ${SAID[code]}`);
    return value;
  };
  checkNames(record, say);
  const has = (field: string): boolean => textOf(record, field) !== '';
  const times = read('time', timesOf, 'bad-time');
  const startsLocal = read('start', timeOf, 'bad-time') ?? times?.[0] ?? '';
  const endsLocal = read('end', timeOf, 'bad-time') ?? times?.[1] ?? '';
  checkTimes(has, startsLocal, endsLocal, say);
  const weekday = read('day', dayOf, 'bad-day');
  const date = read('date', dateOf, 'bad-date');
  const [from, to] = [read('from', dateOf, 'bad-date'), read('to', dateOf, 'bad-date')];
  const weeks = read('weeks', weeksOf, 'bad-weeks');
  checkWhen(has, { weekday, date, from, to }, say);
  return {
    row: record.row,
    course: textOf(record, 'course'),
    room: textOf(record, 'room'),
    ...(has('date') ? { date } : { weekday, from, to, weeks }),
    startsLocal,
    endsLocal,
    lecturers: addressesOf(record.cells.get('lecturer') ?? emptyCell),
  };
}

function checkTimes(has: (field: string) => boolean, start: string, end: string, say: Say): void {
  if (!has('start') && !has('time')) say('start', 'empty-value', 'start is empty; write a time');
  if (!has('end') && !has('time')) say('end', 'empty-value', 'end is empty; write a time');
  if (start !== '' && end !== '' && end <= start) {
    say('end', 'end-before-start', `${end} is not after ${start}; mend one of the two`);
  }
}

function checkNames(record: ImportRecord, say: Say): void {
  for (const [field, most] of [
    ['course', LONGEST.course],
    ['room', LONGEST_ROOM],
  ] as const) {
    const { length } = textOf(record, field);
    if (length === 0) say(field, 'empty-value', `${field} is empty; fill it`);
    if (length > most) say(field, 'too-long', `${field} has ${length} characters, at most ${most} are kept`);
  }
}

type When = {
  readonly weekday: number | undefined;
  readonly date: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
};

function checkWhen(has: (field: string) => boolean, { weekday, date, from, to }: When, say: Say): void {
  if (!has('day') && !has('date')) {
    say('day', 'no-when', 'neither a day nor a date; write the day for every week, the date for once');
  }
  if (weekday !== undefined && date !== undefined && weekdayOf(date) !== weekday) {
    say('date', 'day-and-date', `${date} is another day of the week; mend one of the two`);
  }
  if (from !== undefined && to !== undefined && from > to) {
    say('to', 'dates-reversed', `${to} is before ${from}; exchange them`);
  }
}

function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
