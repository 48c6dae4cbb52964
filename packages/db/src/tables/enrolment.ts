import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, uuid } from './columns.ts';

export const REVIEW_STATUSES = ['pending', 'accepted', 'rejected'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export type Enrolment = {
  readonly id: string;
  readonly studentId: string;
  readonly status: ReviewStatus;
  /** 1 when staff enrol the student though they look like another who is enrolled: a twin. */
  readonly allowLookAlike: 0 | 1;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
};

export const enrolmentTable = new EntitySchema<Enrolment>({
  name: 'Enrolment',
  tableName: 'enrolments',
  columns: {
    id: uuid('id', primary),
    studentId: uuid('student_id'),
    status: oneOf('status', REVIEW_STATUSES),
    allowLookAlike: { name: 'allow_look_alike', type: 'tinyint', unsigned: true },
    createdAt: moment('created_at'),
    finishedAt: moment('finished_at', nullable),
  },
});
