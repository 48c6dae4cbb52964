import { ATTENDANCE_STATUSES, STATUS_SOURCES } from '@hadir/db';
import { z } from 'zod';

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
    group: z.string().nullable().describe('The label on the course’s roster.'),
    status: z
      .enum(ATTENDANCE_STATUSES)
      .nullable()
      .describe('Whoever was not seen is absent once the session is over; null until then.'),
    statusSource: z.enum(STATUS_SOURCES).nullable(),
    firstSeenAt: campusTime.nullable(),
    lastSeenAt: campusTime.nullable(),
    leftEarly: z.boolean().nullable(),
    score: z.number().nullable(),
  })
  .meta({ id: 'ReportRow' });
export type ReportRow = z.output<typeof ReportRow>;

export const AttendanceReport = z
  .object({ from: z.iso.date(), to: z.iso.date(), timeZone: z.string(), rows: z.array(ReportRow) })
  .meta({ id: 'AttendanceReport' });

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const record = z.record(z.string(), cell);

/** Every other report: what its columns are, and its rows by the columns' keys. */
export const Report = z
  .object({
    report: z.string(),
    title: z.string(),
    lang: z.enum(['en', 'id']),
    timeZone: z.string(),
    about: z
      .array(z.object({ label: z.string(), value: z.union([z.string(), z.number()]) }))
      .describe('What it is about, and what it was limited to.'),
    columns: z.array(z.object({ key: z.string(), title: z.string(), kind: z.string() })),
    rows: z.array(record).describe('By the keys of the columns; moments are campus time with its offset.'),
    totals: record.nullable(),
    statuses: z.record(z.string(), z.number()).describe('How often each status came, if there is one a row.'),
  })
  .meta({ id: 'Report' });
