import { EntitySchema } from 'typeorm';
import { ATTENDANCE_STATUSES, type AttendanceStatus, type StatusSource } from './attendance-record.ts';
import { moment, nullable, primary, text, uuid } from './columns.ts';

export const CHANGE_CAUSES = [
  'camera',
  'manual',
  'closing',
  'excuse',
  'check-in',
  'correction',
  'rule',
  'dispute',
  'import',
  'undo',
] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

/** How a status came to be, beside what cameras saw: appended with the change, never changed itself. */
export type AttendanceChange = {
  readonly id: string;
  readonly sessionId: string;
  readonly studentId: string;
  readonly at: Date;
  readonly actor: string;
  readonly cause: ChangeCause;
  /** Null: there was no record, or there is none any more. */
  readonly beforeStatus: AttendanceStatus | null;
  readonly beforeSource: StatusSource | null;
  readonly afterStatus: AttendanceStatus | null;
  readonly afterSource: StatusSource | null;
  readonly reason: string | null;
  readonly undoesId: string | null;
};

const status = (name: string) =>
  ({ name, type: 'enum', enum: [...ATTENDANCE_STATUSES], nullable: true }) as const;

export const attendanceChangeTable = new EntitySchema<AttendanceChange>({
  name: 'AttendanceChange',
  tableName: 'attendance_changes',
  columns: {
    id: uuid('id', primary),
    sessionId: uuid('session_id'),
    studentId: uuid('student_id'),
    at: moment('at'),
    actor: text('actor', 120),
    cause: text('cause', 32),
    beforeStatus: status('before_status'),
    beforeSource: text('before_source', 16, nullable),
    afterStatus: status('after_status'),
    afterSource: text('after_source', 16, nullable),
    reason: text('reason', 500, nullable),
    undoesId: uuid('undoes_id', nullable),
  },
});
