import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';
import { REVIEW_STATUSES, type ReviewStatus } from './enrolment.ts';

export type Photo = {
  readonly id: string;
  readonly enrolmentId: string;
  readonly studentId: string;
  readonly objectKey: string;
  /** Of the image's bytes, as 64 hex digits. */
  readonly sha256: string;
  readonly status: ReviewStatus;
  /** Why it was rejected, such as `no-face`. */
  readonly reason: string | null;
  /** What was measured, by name; units are those of the engine's face quality. */
  readonly measured: Readonly<Record<string, number>> | null;
  /** Another student whom the photo looks like; null unless it was refused for that. */
  readonly similarStudentId: string | null;
  readonly createdAt: Date;
};

export const photoTable = new EntitySchema<Photo>({
  name: 'Photo',
  tableName: 'photos',
  columns: {
    id: uuid('id', primary),
    enrolmentId: uuid('enrolment_id'),
    studentId: uuid('student_id'),
    objectKey: text('object_key', 255),
    sha256: { name: 'sha256', type: 'char', length: 64 },
    status: oneOf('status', REVIEW_STATUSES),
    reason: text('reason', 64, nullable),
    measured: { name: 'measured', type: 'json', nullable: true },
    similarStudentId: uuid('similar_student_id', nullable),
    createdAt: moment('created_at'),
  },
});
