import { ATTENDANCE_STATUSES, STATUS_SOURCES } from '@hadir/db';
import { z } from 'zod';
import { ClassSession } from '../sessions/session-schemas.ts';
import { Flag, Id, Instant, line } from '../shared/schemas.ts';
import { Student } from '../students/student-schemas.ts';

const status = z.enum(ATTENDANCE_STATUSES);

const record = {
  id: z.uuid(),
  status,
  statusSource: z
    .enum(STATUS_SOURCES)
    .describe('What it rests on. No camera changes a status that a person decided.'),
  firstSeenAt: Instant.nullable(),
  lastSeenAt: Instant.nullable(),
  score: z.number().nullable().describe('The best match score.'),
  leftEarly: Flag.describe(
    'Last seen well before the end. Null where that is not judged: no limit is set, or no camera watched to the end.',
  ),
};

export const AttendanceRecord = z.object(record).meta({ id: 'AttendanceRecord' });

export const SessionAttendance = z
  .object({
    session: ClassSession,
    counts: z.object({
      present: z.int(),
      late: z.int(),
      absent: z.int(),
      excused: z.int(),
      unseen: z.int().describe('On the roster, and neither seen nor marked by hand yet.'),
      unknownSightings: z.int().describe('Faces of nobody on the roster; one person may stand for many.'),
    }),
    items: z.array(
      z.object({
        student: Student,
        record: AttendanceRecord.nullable().describe(
          'Null for one who has neither been seen nor marked by hand.',
        ),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'SessionAttendance' });

export const StudentAttendance = z
  .object({ ...record, session: ClassSession })
  .meta({ id: 'StudentAttendance' });

export const ManualStatus = z
  .strictObject({
    status,
    reason: line(200).describe('Why, for the audit log. Name no other person.'),
  })
  .meta({ id: 'ManualStatus' });
export const ManualStatusParams = z.strictObject({ id: Id, studentId: Id });
