import { EntitySchema } from 'typeorm';
import { moment, nullable, primary, text, uuid } from './columns.ts';

export type RosterEntry = {
  readonly courseId: string;
  readonly studentId: string;
  /** A part of the roster by which lists and reports are filtered; sessions are for the whole roster. */
  readonly groupName: string | null;
  /** When the closing of a session found the student's attendance below the minimum; null while it is not. */
  readonly atRiskSince: Date | null;
  readonly createdAt: Date;
};

export const rosterTable = new EntitySchema<RosterEntry>({
  name: 'RosterEntry',
  tableName: 'roster_entries',
  columns: {
    courseId: uuid('course_id', primary),
    studentId: uuid('student_id', primary),
    groupName: text('group_name', 32, nullable),
    atRiskSince: moment('at_risk_since', nullable),
    createdAt: moment('created_at'),
  },
});
