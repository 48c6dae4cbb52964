import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** A student's no to being recognised, in force until the student agrees. A student has at most one in force. */
export type ConsentDecline = {
  readonly id: string;
  readonly studentId: string;
  readonly declinedAt: Date;
  /** Who recorded it, as an actor. */
  readonly declinedBy: string;
  /** Which text the student was shown, if one was. */
  readonly noticeVersion: string | null;
  readonly endedAt: Date | null;
};

export const consentDeclineTable = new EntitySchema<ConsentDecline>({
  name: 'ConsentDecline',
  tableName: 'consent_declines',
  columns: {
    id: uuid('id', primary),
    studentId: uuid('student_id'),
    declinedAt: moment('declined_at'),
    declinedBy: text('declined_by', 120),
    noticeVersion: text('notice_version', 64, nullable),
    endedAt: moment('ended_at', nullable),
  },
});
