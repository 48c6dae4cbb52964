import { CsvError, parse } from 'csv-parse/sync';
import { type Problem, problem } from '../problem.ts';
import { decodeText } from './decode-text.ts';
import { type Cell, LONGEST_CELL, MOST_ROWS, refusedTable, type Table, type TableRow } from './table.ts';

/** What csv-parse gives with `info: true`; its types do not say so. */
type WithInfo = { readonly info: { readonly lines: number }; readonly record: readonly string[] };

const DELIMITERS = [',', ';', '\t', '|'];
const LONGEST_RECORD = 64 * 1024;

/** Commas, semicolons, tabs or bars; quoted fields may hold line breaks, and a row is then numbered by its last line. */
export function readCsv(bytes: Buffer): Table {
  const decoded = decodeText(bytes);
  if ('code' in decoded) return refusedTable(decoded);
  const { text, skippedLines, said } = withoutSeparatorLine(decoded.text);
  const read = parseRecords(text, said ?? delimiterOf(text));
  if ('code' in read) return { rows: [], problems: [...decoded.problems, read] };
  const rows = read.map(({ row, cells }) => ({ row: row + skippedLines, cells }));
  return { rows, problems: decoded.problems };
}

/** Excel reads and writes a first line `sep=;`. */
function withoutSeparatorLine(text: string): {
  readonly text: string;
  readonly skippedLines: number;
  readonly said: string | undefined;
} {
  const [line, said] = /^"?sep=(.)"?\r?\n/i.exec(text) ?? [];
  return line === undefined
    ? { text, skippedLines: 0, said: undefined }
    : { text: text.slice(line.length), skippedLines: 1, said };
}

/** The one that the header has most of, outside quotes. */
function delimiterOf(text: string): string {
  const header = (text.trimStart().split(/\r?\n|\r/, 1)[0] ?? '').replaceAll(/"[^"]*"/g, '');
  const count = (delimiter: string): number => header.split(delimiter).length;
  return DELIMITERS.reduce((best, each) => (count(each) > count(best) ? each : best));
}

function parseRecords(text: string, delimiter: string): TableRow[] | Problem {
  try {
    const found = parse(text, {
      delimiter,
      trim: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      relax_column_count: true,
      max_record_size: LONGEST_RECORD,
      // The header, the rows, and one more, by which too many are told.
      to: MOST_ROWS + 2,
      info: true,
    }) as unknown as readonly WithInfo[];
    return found.map(({ info, record }) => ({ row: info.lines, cells: record.map(cellOf) }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const message =
      'a quotation mark is not closed, or stands inside a field: write two for one, and quote the whole field';
    return problem('broken-quotes', message, { row: rowOf(error, text) });
  }
}

/** Of a quotation mark that stays open, where its record begins: that says more than where the file ends. */
function rowOf(error: CsvError, text: string): number {
  if (error.code !== 'CSV_QUOTE_NOT_CLOSED') return Number(error.lines ?? 1);
  const before = Buffer.from(text).subarray(0, Number(error.bytes_records ?? 0));
  return before.toString().split(/\r\n|\n|\r/).length;
}

/** `="0012"` is how a spreadsheet is kept from making a number of text. */
function cellOf(field: string): Cell {
  const [, kept] = /^="([^"]*)"$/.exec(field) ?? [];
  return { text: (kept ?? field).slice(0, LONGEST_CELL), kind: 'text' };
}
