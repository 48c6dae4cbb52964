import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const EXCUSE_KINDS = ['sick', 'permission', 'duty', 'other'] as const;
/** `permission`: leave that was asked for. `duty`: away for the faculty. */
export type ExcuseKind = (typeof EXCUSE_KINDS)[number];

/**
 * Excuses a student from a session, or from every session that starts from `fromAt` up to, not including, `toAt`. It turns an
 * absence that came of closing into being excused, before or after the fact; what a camera saw or a person decided it leaves.
 */
export type Excuse = {
  readonly id: string;
  readonly studentId: string;
  /** Only sessions of this course; null: of all. */
  readonly courseId: string | null;
  /** This session alone, wherever it is moved to. */
  readonly sessionId: string | null;
  readonly fromAt: Date;
  readonly toAt: Date;
  readonly kind: ExcuseKind;
  readonly reason: string;
  /** Where the object store has the document, under the student's prefix. */
  readonly attachmentKey: string | null;
  readonly attachmentType: string | null;
  readonly attachmentBytes: number | null;
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnReason: string | null;
};

export const excuseTable = new EntitySchema<Excuse>({
  name: 'Excuse',
  tableName: 'excuses',
  columns: {
    id: uuid('id', primary),
    studentId: uuid('student_id'),
    courseId: uuid('course_id', nullable),
    sessionId: uuid('session_id', nullable),
    fromAt: moment('from_at'),
    toAt: moment('to_at'),
    kind: oneOf('kind', EXCUSE_KINDS),
    reason: text('reason', 500),
    attachmentKey: text('attachment_key', 255, nullable),
    attachmentType: text('attachment_type', 64, nullable),
    attachmentBytes: { name: 'attachment_bytes', type: 'int', unsigned: true, nullable: true },
    madeAt: moment('made_at'),
    madeBy: text('made_by', 120),
    withdrawnAt: moment('withdrawn_at', nullable),
    withdrawnBy: text('withdrawn_by', 120, nullable),
    withdrawnReason: text('withdrawn_reason', 500, nullable),
  },
});
