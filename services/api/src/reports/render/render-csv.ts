import { stringify } from 'csv-stringify/sync';
import { DateTime } from 'luxon';
import type { Column, ReportDocument, Value } from '../report-document.ts';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * CSV by RFC 4180, one line for each row: names of columns and statuses are the same in every language, times are campus time. A
 * cell that a spreadsheet would take for a formula begins with an apostrophe.
 */
export async function* renderCsv(
  document: ReportDocument,
  { bom }: { readonly bom: boolean },
): AsyncGenerator<string> {
  const { columns, rows, timeZone } = document;
  yield (bom ? BYTE_ORDER_MARK : '') + lines([columns.map(({ key }) => key)]);
  for await (const batch of rows) {
    yield lines(
      batch.map((row) => columns.map((column) => plain(row[column.key] ?? null, column, timeZone))),
    );
  }
}

function plain(value: Value, { kind }: Column, timeZone: string): string | number | null {
  if (value instanceof Date) {
    const there = DateTime.fromJSDate(value, { zone: timeZone });
    return there.toFormat(kind === 'time' ? 'HH:mm' : 'yyyy-MM-dd HH:mm:ss');
  }
  return typeof value === 'boolean' ? String(value) : value;
}

function lines(records: readonly (readonly (string | number | null)[])[]): string {
  return stringify(
    records.map((record) => [...record]),
    { record_delimiter: 'windows', escape_formulas: true },
  );
}
