import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, uuid } from './columns.ts';

export const REVIEW_STATUSES = ['pending', 'accepted', 'rejected'] as const;
export type ReviewStatus = (typeof REVIEW_STATUSES)[number];

export type Enrolment = {
  readonly id: string;
  readonly studentId: string;
  readonly status: ReviewStatus;
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
    createdAt: moment('created_at'),
    finishedAt: moment('finished_at', nullable),
  },
});
