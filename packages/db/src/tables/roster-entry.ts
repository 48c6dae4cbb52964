import { EntitySchema } from 'typeorm';
import { moment, primary, uuid } from './columns.ts';

export type RosterEntry = { readonly courseId: string; readonly studentId: string; readonly createdAt: Date };

export const rosterTable = new EntitySchema<RosterEntry>({
  name: 'RosterEntry',
  tableName: 'roster_entries',
  columns: {
    courseId: uuid('course_id', primary),
    studentId: uuid('student_id', primary),
    createdAt: moment('created_at'),
  },
});
