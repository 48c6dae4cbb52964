import { ATTENDANCE_STATUSES, CHANGE_CAUSES, STATUS_SOURCES } from '@hadir/db';
import { z } from 'zod';
import { CorrectionView } from '../corrections/correction-schemas.ts';
import { DisputeView } from '../disputes/dispute-schemas.ts';
import { ClassSession } from '../sessions/session-schemas.ts';
import { Flag, Id, Instant, line } from '../shared/schemas.ts';
import { SightingView } from '../sightings/sighting-schemas.ts';
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

const AttendanceRecord = z.object(record).meta({ id: 'AttendanceRecord' });

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

const reason = line(500).describe('Why; it is kept with the record. Name no other person.');

export const ManualStatus = z.strictObject({ status, reason }).meta({ id: 'ManualStatus' });
export const ChangedRecord = z
  .object({
    ...record,
    studentId: z.uuid(),
    changeId: z.uuid().nullable().describe('To undo it; null when the status was set by hand already.'),
  })
  .meta({ id: 'ChangedRecord' });

/** As many as a class has. */
const MOST_MARKED = 200;

export const ManualStatuses = z
  .strictObject({
    items: z
      .array(z.strictObject({ studentId: Id, status }))
      .min(1)
      .max(MOST_MARKED),
    reason,
  })
  .meta({ id: 'ManualStatuses' });
export const ChangedRecords = z.object({ items: z.array(ChangedRecord) }).meta({ id: 'ChangedRecords' });

export const UndoChange = z.strictObject({ reason: line(500).optional() }).meta({ id: 'UndoChange' });

const AttendanceChangeView = z
  .object({
    id: z.uuid(),
    sessionId: z.uuid(),
    studentId: z.uuid(),
    at: Instant,
    actor: z.string().describe('Who: `user:<id>`, `api-key:<id>`, or `system:…` for a job.'),
    cause: z.enum(CHANGE_CAUSES),
    beforeStatus: status.nullable().describe('Null: there was no record.'),
    beforeSource: z.string().nullable(),
    afterStatus: status.nullable(),
    afterSource: z.string().nullable(),
    reason: z.string().nullable(),
    undoesId: z.uuid().nullable().describe('The change that this one took back.'),
  })
  .meta({ id: 'AttendanceChange' });

export const UndoneChange = z
  .object({ change: AttendanceChangeView, record: AttendanceRecord.nullable() })
  .meta({ id: 'UndoneChange' });

const sightings = z.object({
  items: z.array(SightingView),
  nextCursor: z.string().nullable().describe('More: GET /v1/sessions/:id/sightings?studentId=…&cursor=…'),
});

export const RecordHistory = z
  .object({
    session: ClassSession,
    course: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
    student: Student,
    record: AttendanceRecord.nullable(),
    evidence: z
      .object({ sightingId: z.uuid(), path: z.string() })
      .nullable()
      .describe('Where the face crop of the mark is read; who reads it is kept in the audit log.'),
    changes: z.array(AttendanceChangeView).describe('The newest 50, the newest first.'),
    sightings: sightings.describe(
      'Matched to the student or, when unknown, most like them; the newest first.',
    ),
    corrections: z.array(CorrectionView),
    disputes: z.array(DisputeView),
    excuses: z.array(
      z.object({ id: z.uuid(), kind: z.string(), reason: z.string(), madeAt: Instant, madeBy: z.string() }),
    ),
  })
  .meta({ id: 'RecordHistory' });

export const ManualStatusParams = z.strictObject({ id: Id, studentId: Id });
