import type { Database, ReportRow as DatabaseRow } from '@hadir/db';
import { startOfDay, toCampusTime } from '../shared/campus-time.ts';
import type { ReportRow } from './report-schemas.ts';

/** Rows that are turned into text at once. */
const BATCH = 100;

type Deps = { readonly attendance: Pick<Database['attendance'], 'report'>; readonly timeZone: string };

export type RowsWanted = {
  readonly from: string;
  readonly to: string;
  readonly courseId?: string | undefined;
  readonly courseIds?: readonly string[] | undefined;
  readonly roomId?: string | undefined;
  readonly group?: string | undefined;
  readonly status?: string | undefined;
};

/** The report's rows in campus time, some at a time, while the database still reads on. */
export async function* reportRows(
  { attendance, timeZone }: Deps,
  { from, to, status, ...limits }: RowsWanted,
  now = new Date(),
): AsyncGenerator<ReportRow[]> {
  const span = { from: startOfDay(from, timeZone), to: startOfDay(to, timeZone, 1), ...limits };
  let batch: ReportRow[] = [];
  for await (const row of attendance.report(span)) {
    const shown = inCampusTime(row, timeZone, now);
    if (status !== undefined && shown.status !== status) continue;
    batch.push(shown);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

function inCampusTime(row: DatabaseRow, timeZone: string, now: Date): ReportRow {
  const campus = (moment: Date): string => toCampusTime(moment, timeZone);
  const startsAt = campus(row.startsAt);
  return {
    ...row,
    date: startsAt.slice(0, 10),
    startsAt,
    endsAt: campus(row.endsAt),
    status: row.status ?? (row.endsAt <= now ? 'absent' : null),
    firstSeenAt: row.firstSeenAt && campus(row.firstSeenAt),
    lastSeenAt: row.lastSeenAt && campus(row.lastSeenAt),
  };
}
