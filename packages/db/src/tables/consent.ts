import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

/** A student's agreement to be recognised, in force until withdrawn. A student has at most one in force. */
export type Consent = {
  readonly id: string;
  readonly studentId: string;
  readonly grantedAt: Date;
  /** Who recorded it: an API key's id, `cli`, `demo`. */
  readonly grantedBy: string;
  /** Which text the student was shown. */
  readonly noticeVersion: string;
  readonly withdrawnAt: Date | null;
};

export const consentTable = new EntitySchema<Consent>({
  name: 'Consent',
  tableName: 'consents',
  columns: {
    id: uuid('id', primary),
    studentId: uuid('student_id'),
    grantedAt: moment('granted_at'),
    grantedBy: text('granted_by', 120),
    noticeVersion: text('notice_version', 64),
    withdrawnAt: moment('withdrawn_at', nullable),
  },
});
