import { type Actor, defineRoute, type Route, type Streamed } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { allReports } from './all-reports.ts';
import { begun } from './begun.ts';
import {
  coursesFor,
  querySchema,
  type ReportDefinition,
  type ReportDeps,
  type ReportFormat,
} from './define-report.ts';
import { attendanceReport } from './documents/attendance.ts';
import { institutionRoutes } from './institution/routes.ts';
import { renderReport, streamedAs } from './render/render-report.ts';
import { reportCsv } from './report-csv.ts';
import { limitFacts } from './report-facts.ts';
import { reportJson } from './report-json.ts';
import { type RowsWanted, reportRows } from './report-rows.ts';
import { AttendanceReport, Report } from './report-schemas.ts';
import { reportScheduleRoutes } from './schedules/routes.ts';

const streams = {
  'text/csv': 'One line for each row, with a line of column names.',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet':
    'A workbook of one sheet, with real days and numbers.',
  'application/pdf': 'A4 pages, with the institution’s name and logo.',
};

type Deps = ReportDeps & Pick<ApiDeps, 'log' | 'mailer'>;

export function reportRoutes(deps: Deps): Route[] {
  return [...readingRoutes(deps), ...institutionRoutes(deps), ...reportScheduleRoutes(deps)];
}

function readingRoutes(deps: ReportDeps): Route[] {
  return allReports.map((report) => {
    const query = querySchema(report);
    const isAttendance = report.name === attendanceReport.name;
    return defineRoute({
      method: 'get',
      path: `/v1/reports/${report.name}`,
      summary: report.summary,
      description: `${report.description} The same address gives the same report, as long as what it tells of does not change.`,
      tags: ['reports'],
      roles: report.roles,
      schemas: { query, response: isAttendance ? AttendanceReport : Report },
      streams,
      refusals: ['not-found', 'forbidden', 'unprocessable'],
      handle: ({ query: asked }, { actor }) => answer(deps, report, asked as Asked, actor),
    });
  });
}

type Asked = { readonly format: ReportFormat; readonly bom: 'true' | 'false' };

async function answer(
  deps: ReportDeps,
  report: ReportDefinition,
  asked: Asked,
  actor: Actor,
): Promise<Streamed> {
  const { format, bom } = asked;
  if (report.name === attendanceReport.name && (format === 'json' || format === 'csv')) {
    return attendanceRows(deps, asked as Asked & RowsWanted, actor);
  }
  const document = await report.build(deps, asked as never, actor);
  const chunks = await renderReport(deps, document, { format, bom: bom === 'true' });
  return streamedAs(format, document.fileName, chunks);
}

/** Attendance as other programs read it: with ids, and a line for each student of each session. */
async function attendanceRows(
  { database, timeZone }: ReportDeps,
  { format, bom, ...limits }: Asked & RowsWanted,
  actor: Actor,
): Promise<Streamed> {
  const { from, to } = limits;
  const courses = await coursesFor({ database }, actor, limits.courseId);
  await limitFacts(database, limits, 'en');
  const wanted = { ...limits, ...courses };
  const rows = await begun(reportRows({ attendance: database.attendance, timeZone }, wanted));
  const chunks =
    format === 'json' ? reportJson({ from, to, timeZone }, rows) : reportCsv(rows, { bom: bom === 'true' });
  return streamedAs(format, `attendance-${from}-to-${to}`, chunks);
}
