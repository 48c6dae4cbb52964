import { ATTENDANCE_STATUSES, STATUS_SOURCES } from '@hadir/db';
import { z } from 'zod';
import { Day, Id } from '../shared/schemas.ts';

const MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60 * 1000;

export const ReportQuery = z
  .strictObject({
    from: Day.describe('The first campus day.'),
    to: Day.describe('The last campus day; part of the report.'),
    courseId: Id.optional(),
    format: z.enum(['json', 'csv']).default('json'),
    bom: z
      .enum(['true', 'false'])
      .default('false')
      .describe('Of a CSV: begin with a byte order mark, for Excel.'),
  })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not be before from' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) < MAX_DAYS * DAY_MS, {
    path: ['to'],
    error: `must be within ${MAX_DAYS} days of from`,
  });
export type ReportQuery = z.output<typeof ReportQuery>;

const campusTime = z.iso.datetime({ offset: true }).describe('Campus time with its offset.');

export const ReportRow = z
  .object({
    sessionId: z.uuid(),
    date: z.iso.date().describe('The campus day on which the session starts.'),
    startsAt: campusTime,
    endsAt: campusTime,
    courseId: z.uuid(),
    courseCode: z.string(),
    courseName: z.string(),
    roomName: z.string(),
    studentId: z.uuid(),
    studentNumber: z.string(),
    studentName: z.string(),
    status: z
      .enum(ATTENDANCE_STATUSES)
      .nullable()
      .describe('Whoever was not seen is absent once the session is over; null until then.'),
    statusSource: z.enum(STATUS_SOURCES).nullable(),
    firstSeenAt: campusTime.nullable(),
    lastSeenAt: campusTime.nullable(),
    score: z.number().nullable(),
  })
  .meta({ id: 'ReportRow' });
export type ReportRow = z.output<typeof ReportRow>;

export const AttendanceReport = z
  .object({ from: z.iso.date(), to: z.iso.date(), timeZone: z.string(), rows: z.array(ReportRow) })
  .meta({ id: 'AttendanceReport' });
