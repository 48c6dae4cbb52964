import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import Excel from 'exceljs';
import { DateTime } from 'luxon';
import { type Column, createTally, type ReportDocument, type Row, type Value } from '../report-document.ts';
import { sayIn, wordFor } from '../report-texts.ts';
import type { Institution } from './institution.ts';

type Sheet = Excel.Worksheet;

const FORMATS: Readonly<Partial<Record<Column['kind'], string>>> = {
  day: 'yyyy-mm-dd',
  time: 'hh:mm',
  moment: 'yyyy-mm-dd hh:mm:ss',
  count: '#,##0',
  percent: '0.0',
  score: '0.000',
};
const HEAD = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE6ECF2' } } as const;
const RULE = { style: 'thin', color: { argb: 'FF8A97A5' } } as const;
/** Excel takes no more rows; what stands around the table needs some. */
const MOST_ROWS = 1_048_000;

/**
 * An XLSX workbook, written while rows come. Days and times are real ones, in campus time; every text is a text, so that none is
 * taken for a formula. The line of titles stays in view and filters.
 */
export async function* renderXlsx(
  document: ReportDocument,
  institution: Institution,
): AsyncGenerator<Uint8Array> {
  const out = new PassThrough();
  const work = write(document, institution, out);
  // What fails ends the stream with the same error; nobody else would hear it.
  work.catch((error: Error) => out.destroy(error));
  try {
    for await (const chunk of out) yield chunk as Uint8Array;
    await work;
  } finally {
    out.destroy();
  }
}

async function write(document: ReportDocument, institution: Institution, out: PassThrough): Promise<void> {
  const { columns } = document;
  const book = new Excel.stream.xlsx.WorkbookWriter({
    stream: out,
    useStyles: true,
    useSharedStrings: false,
  });
  const head = 4 + document.about.length + (document.legend ? 1 : 0);
  const fixed = columns.findIndex(({ kind }) => kind !== 'code' && kind !== 'text');
  const sheet = book.addWorksheet(document.title.slice(0, 31), {
    views: [{ state: 'frozen', ySplit: head, xSplit: Math.min(Math.max(fixed, 0), 2) }],
    pageSetup: { paperSize: 9, orientation: 'landscape', fitToPage: true, fitToWidth: 1, fitToHeight: 0 },
  });
  sheet.columns = columns.map(({ width }) => ({ width: Math.max(width + 2, 4) }));
  writeTop(sheet, document, institution);
  const tally = createTally(document);
  for await (const batch of document.rows) {
    if (out.destroyed) return;
    for (const row of batch) {
      tally.note(row);
      if (tally.rows() <= MOST_ROWS) writeRow(sheet, document, row);
    }
    await drained(out);
  }
  sheet.autoFilter = {
    from: { row: head, column: 1 },
    to: { row: head + Math.min(tally.rows(), MOST_ROWS), column: columns.length },
  };
  writeEnd(sheet, document, tally);
  sheet.commit();
  await book.commit();
}

/** Resolves when what was written has been taken, or nobody takes it any more. */
async function drained(out: PassThrough): Promise<void> {
  if (!out.writableNeedDrain) return;
  const waiting = new AbortController();
  const { signal } = waiting;
  try {
    await Promise.race([once(out, 'drain', { signal }), once(out, 'close', { signal })]);
  } finally {
    // Takes the other's listeners away.
    waiting.abort();
  }
}

function writeEnd(sheet: Sheet, document: ReportDocument, tally: ReturnType<typeof createTally>): void {
  const say = sayIn(document.lang);
  const totals = tally.totals();
  if (tally.rows() === 0) sheet.addRow([say('nothing')]).commit();
  else if (totals) writeTotals(sheet, document, totals);
  if (tally.rows() > MOST_ROWS) sheet.addRow([say('cutSheet')]).commit();
  writeStatuses(sheet, document, tally.statuses());
}

function writeTop(
  sheet: Sheet,
  { title, about, legend, columns }: ReportDocument,
  { name }: Institution,
): void {
  const lines: (readonly [string, ...(string | number)[]])[] = [
    [name],
    [title],
    ...about.map(({ label, value }) => [label, value] as const),
    ...(legend ? ([[legend]] as const) : []),
    [''],
  ];
  for (const [at, line] of lines.entries()) {
    const row = sheet.addRow([...line]);
    if (at < 2) row.font = { bold: true, size: at === 0 ? 12 : 14 };
    row.commit();
  }
  const head = sheet.addRow(columns.map((column) => column.title));
  head.eachCell((cell) => {
    cell.font = { bold: true };
    cell.fill = HEAD;
    cell.border = { bottom: RULE };
    cell.alignment = { wrapText: true, vertical: 'middle' };
  });
  head.commit();
}

function writeRow(sheet: Sheet, document: ReportDocument, row: Row): void {
  const { columns } = document;
  const line = sheet.addRow(columns.map((column) => cellOf(row[column.key] ?? null, column, document)));
  for (const [at, { kind }] of columns.entries()) {
    const format = FORMATS[kind];
    if (format) line.getCell(at + 1).numFmt = format;
  }
  line.commit();
}

function writeTotals(sheet: Sheet, document: ReportDocument, totals: Row): void {
  const values = document.columns.map((column) => cellOf(totals[column.key] ?? null, column, document));
  const line = sheet.addRow([sayIn(document.lang)('total'), ...values.slice(1)]);
  for (const [at, { kind }] of document.columns.entries()) {
    const cell = line.getCell(at + 1);
    cell.font = { bold: true };
    cell.border = { top: RULE };
    const format = FORMATS[kind];
    if (format) cell.numFmt = format;
  }
  line.commit();
}

function writeStatuses(
  sheet: Sheet,
  { lang }: ReportDocument,
  statuses: Readonly<Record<string, number>>,
): void {
  const counted = Object.entries(statuses);
  if (counted.length === 0) return;
  sheet.addRow(['']).commit();
  for (const [status, number] of counted) {
    const line = sheet.addRow([wordFor(lang, status), number]);
    line.font = { bold: true };
    line.commit();
  }
}

/** A day and a moment as the wall clock of the campus shows them: a sheet knows no zones. */
function cellOf(
  value: Value,
  { kind }: Column,
  { lang, timeZone }: ReportDocument,
): string | number | Date | null {
  if (value instanceof Date) return wallClock(value, timeZone);
  if (typeof value === 'boolean') return wordFor(lang, value ? 'yes' : 'no');
  if (typeof value !== 'string') return value;
  if (kind === 'day') return new Date(`${value}T00:00:00Z`);
  if (kind === 'status') return wordFor(lang, value);
  return kind === 'mark' ? wordFor(lang, `mark.${value}`) : value;
}

function wallClock(moment: Date, timeZone: string): Date {
  return DateTime.fromJSDate(moment, { zone: timeZone }).setZone('UTC', { keepLocalTime: true }).toJSDate();
}
