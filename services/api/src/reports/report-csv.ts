import { stringify } from 'csv-stringify/sync';
import type { ReportRow } from './report-schemas.ts';

/** Column names, and where each value comes from. Times are campus time as a spreadsheet reads it. */
const columns: readonly (readonly [name: string, value: (row: ReportRow) => string | number | null])[] = [
  ['date', (row) => row.date],
  ['starts', (row) => row.startsAt.slice(11, 16)],
  ['ends', (row) => row.endsAt.slice(11, 16)],
  ['course_code', (row) => row.courseCode],
  ['course_name', (row) => row.courseName],
  ['room', (row) => row.roomName],
  ['student_number', (row) => row.studentNumber],
  ['student_name', (row) => row.studentName],
  ['status', (row) => row.status],
  ['status_source', (row) => row.statusSource],
  ['first_seen', (row) => sheetTime(row.firstSeenAt)],
  ['last_seen', (row) => sheetTime(row.lastSeenAt)],
  ['score', (row) => row.score],
  ['session_id', (row) => row.sessionId],
  ['student_id', (row) => row.studentId],
];

const BYTE_ORDER_MARK = '\uFEFF';

/** CSV by RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export async function* reportCsv(
  batches: AsyncIterable<readonly ReportRow[]>,
  { bom }: { readonly bom: boolean },
): AsyncGenerator<string> {
  yield (bom ? BYTE_ORDER_MARK : '') + lines([columns.map(([name]) => name)]);
  for await (const rows of batches) yield lines(rows.map((row) => columns.map(([, value]) => value(row))));
}

function lines(records: readonly (readonly (string | number | null)[])[]): string {
  return stringify(
    records.map((record) => [...record]),
    { record_delimiter: 'windows', escape_formulas: true },
  );
}

function sheetTime(campusTime: string | null): string | null {
  return campusTime && `${campusTime.slice(0, 10)} ${campusTime.slice(11, 19)}`;
}
