import { EntitySchema } from 'typeorm';
import { ATTENDANCE_STATUSES, type AttendanceStatus } from './attendance-record.ts';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const DISPUTE_STATES = ['open', 'accepted', 'declined'] as const;
export type DisputeState = (typeof DISPUTE_STATES)[number];

/** A student says that a record is wrong, and staff answer. */
export type Dispute = {
  readonly id: string;
  readonly sessionId: string;
  readonly studentId: string;
  /** What the status should be. */
  readonly claim: AttendanceStatus;
  readonly text: string;
  readonly state: DisputeState;
  /** Session and student while it is open, so that there is one at a time; null then. */
  readonly openKey: string | null;
  readonly openedAt: Date;
  readonly answeredAt: Date | null;
  readonly answeredBy: string | null;
  readonly answer: string | null;
  /** The attendance change that came of it. */
  readonly changeId: string | null;
};

export const disputeTable = new EntitySchema<Dispute>({
  name: 'Dispute',
  tableName: 'disputes',
  columns: {
    id: uuid('id', primary),
    sessionId: uuid('session_id'),
    studentId: uuid('student_id'),
    claim: oneOf('claim', ATTENDANCE_STATUSES),
    text: text('text', 500),
    state: oneOf('state', DISPUTE_STATES),
    openKey: text('open_key', 73, nullable),
    openedAt: moment('opened_at'),
    answeredAt: moment('answered_at', nullable),
    answeredBy: text('answered_by', 120, nullable),
    answer: text('answer', 500, nullable),
    changeId: uuid('change_id', nullable),
  },
});
