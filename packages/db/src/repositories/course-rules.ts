import type { Store } from '../connection/store.ts';
import { type CourseRule, courseRuleTable } from '../tables/course-rule.ts';

export type CourseRules = ReturnType<typeof createCourseRules>;

/** What courses set otherwise than their campus. */
export function createCourseRules(store: Store) {
  return {
    /** Undefined for a course that sets nothing. */
    find: (courseId: string): Promise<CourseRule | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(courseRuleTable, { courseId })) ?? undefined),
    /** In place of what was set before. Throws MissingReference on `courseId`. */
    set: (courseId: string, rule: CourseRule['rule'], changedBy: string): Promise<CourseRule> =>
      store.write(
        async (manager) => {
          const row: CourseRule = { courseId, rule, changedAt: new Date(), changedBy };
          await manager.query(
            `INSERT INTO course_rules (course_id, rule, changed_at, changed_by) VALUES (?, ?, ?, ?)
             ON DUPLICATE KEY UPDATE rule = VALUES(rule), changed_at = VALUES(changed_at), changed_by = VALUES(changed_by)`,
            [courseId, JSON.stringify(rule), row.changedAt, changedBy],
          );
          return row;
        },
        { idempotent: true },
      ),
  };
}
