import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const ATTENDANCE_STATUSES = ['present', 'late', 'absent', 'excused'] as const;
export type AttendanceStatus = (typeof ATTENDANCE_STATUSES)[number];
/** `closing`: absent because the session closed. A camera still changes that; what a person decided it does not. */
export const STATUS_SOURCES = ['camera', 'manual', 'closing', 'excuse', 'check-in'] as const;
export type StatusSource = (typeof STATUS_SOURCES)[number];

/** One for each person and session. What only a camera knows is null while no camera has seen the person. */
export type AttendanceRecord = {
  readonly id: string;
  readonly sessionId: string;
  readonly studentId: string;
  readonly status: AttendanceStatus;
  /** A status set by hand is never changed by a camera. */
  readonly statusSource: StatusSource;
  readonly firstSeenAt: Date | null;
  readonly lastSeenAt: Date | null;
  /** The best match score, and the face crop that has it. */
  readonly score: number | null;
  readonly evidenceKey: string | null;
  /** 1 when last seen well before the end, 0 when not; null when that is not judged. */
  readonly leftEarly: number | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
};

export const attendanceTable = new EntitySchema<AttendanceRecord>({
  name: 'AttendanceRecord',
  tableName: 'attendance_records',
  columns: {
    id: uuid('id', primary),
    sessionId: uuid('session_id'),
    studentId: uuid('student_id'),
    status: oneOf('status', ATTENDANCE_STATUSES),
    statusSource: oneOf('status_source', STATUS_SOURCES),
    firstSeenAt: moment('first_seen_at', nullable),
    lastSeenAt: moment('last_seen_at', nullable),
    score: { name: 'score', type: 'double', nullable: true },
    evidenceKey: text('evidence_key', 255, nullable),
    leftEarly: { name: 'left_early', type: 'tinyint', nullable: true },
    createdAt: moment('created_at'),
    updatedAt: moment('updated_at'),
  },
});
