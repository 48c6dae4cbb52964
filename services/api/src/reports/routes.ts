import { defineRoute, type Route, Streamed } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { readers } from '../shared/roles.ts';
import { begun } from './begun.ts';
import { reportCsv } from './report-csv.ts';
import { reportJson } from './report-json.ts';
import { reportRows } from './report-rows.ts';
import { AttendanceReport, ReportQuery } from './report-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'timeZone'>;

export function reportRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/reports/attendance',
      summary: 'Report attendance by session and student, as JSON or CSV',
      description:
        'Sessions that start on campus days from `from` to `to`. Written as it is read, so it may be long.',
      tags: ['reports'],
      roles: readers,
      schemas: { query: ReportQuery, response: AttendanceReport },
      streams: { 'text/csv': 'One line for each student of each session, with a line of column names.' },
      refusals: ['not-found'],
      handle: ({ query }) => report(deps, query),
    }),
  ];
}

async function report({ database, timeZone }: Deps, query: ReportQuery): Promise<Streamed> {
  const { from, to, courseId, format, bom } = query;
  if (courseId) found(await database.courses.find(courseId), 'course');
  const rows = await begun(reportRows({ attendance: database.attendance, timeZone }, query));
  if (format === 'json') {
    return new Streamed({
      contentType: 'application/json',
      chunks: reportJson({ from, to, timeZone }, rows),
    });
  }
  return new Streamed({
    contentType: 'text/csv; charset=utf-8',
    headers: { 'Content-Disposition': `attachment; filename="attendance-${from}-to-${to}.csv"` },
    chunks: reportCsv(rows, { bom: bom === 'true' }),
  });
}
