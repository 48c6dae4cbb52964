import { EntitySchema } from 'typeorm';
import { moment, primary, text, uuid } from './columns.ts';

/** What a course sets otherwise than its campus. */
export type CourseRule = {
  readonly courseId: string;
  /** Contracts' AttendanceRuleOverride: a field that is not there is the campus's; null is a value of its own. */
  readonly rule: Readonly<Record<string, unknown>>;
  readonly changedAt: Date;
  readonly changedBy: string;
};

export const courseRuleTable = new EntitySchema<CourseRule>({
  name: 'CourseRule',
  tableName: 'course_rules',
  columns: {
    courseId: uuid('course_id', primary),
    rule: { name: 'rule', type: 'json' },
    changedAt: moment('changed_at'),
    changedBy: text('changed_by', 120),
  },
});
