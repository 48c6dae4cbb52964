import { EntitySchema } from 'typeorm';
import { moment, primary, uuid } from './columns.ts';

/** A user who teaches a course. */
export type CourseLecturer = { readonly courseId: string; readonly userId: string; readonly createdAt: Date };

export const courseLecturerTable = new EntitySchema<CourseLecturer>({
  name: 'CourseLecturer',
  tableName: 'course_lecturers',
  columns: {
    courseId: uuid('course_id', primary),
    userId: uuid('user_id', primary),
    createdAt: moment('created_at'),
  },
});
