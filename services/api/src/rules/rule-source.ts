import type { AttendanceRuleOverride } from '@hadir/contracts';
import type { Course, Database } from '@hadir/db';
import { DEFAULT_RULE, mergeRules, type Rule } from '@hadir/domain';
import { campusRule, courseOverride } from './effective-rule.ts';

type Deps = { readonly database: Pick<Database, 'courses' | 'siteSettings' | 'courseRules'> };

/** Which courses a rule concerns, and what the rule of each is or would be. */
export type RuleSource = {
  /** By code; from this code on. */
  courses(from?: string): AsyncIterable<Pick<Course, 'id' | 'code'>>;
  ruleOf(courseId: string): Promise<Rule>;
};

/** One course, with what it would set in place of what it sets. */
export function oneCourse(deps: Deps, course: Course, own: AttendanceRuleOverride): RuleSource {
  return {
    async *courses() {
      yield course;
    },
    ruleOf: async () => mergeRules(await campusRule(deps), own),
  };
}

/** Every course, with what the campus would set; undefined: as it is set. */
export function everyCourse(deps: Deps, own?: AttendanceRuleOverride): RuleSource {
  const campus = own ? Promise.resolve(mergeRules(DEFAULT_RULE, own)) : campusRule(deps);
  // Whoever asks for the rule is told of the fault; nobody may ever ask.
  campus.catch(() => undefined);
  return {
    courses: (from) => coursesFrom(deps, from),
    ruleOf: async (courseId) => mergeRules(await campus, await courseOverride(deps, courseId)),
  };
}

async function* coursesFrom({ database }: Deps, from = ''): AsyncGenerator<Course> {
  let cursor: string | null = null;
  let passed = from === '';
  do {
    const page: { items: Course[]; nextCursor: string | null } = await database.courses.list({
      limit: 200,
      cursor,
    });
    for (const course of page.items) {
      passed ||= course.id === from;
      if (passed) yield course;
    }
    cursor = page.nextCursor;
  } while (cursor !== null);
}
