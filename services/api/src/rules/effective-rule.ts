import { AttendanceRuleOverride, siteSettingsOf } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import { DEFAULT_RULE, mergeRules, type Rule } from '@hadir/domain';

export type { Rule } from '@hadir/domain';
export type RuleDeps = { readonly database: Pick<Database, 'siteSettings' | 'courseRules'> };

/** The campus's rule: the shipped one with what the site has set. */
export async function campusRule({ database }: RuleDeps): Promise<Rule> {
  const { attendance } = siteSettingsOf(await database.siteSettings.read());
  return mergeRules(DEFAULT_RULE, attendance);
}

/** What the course itself has set; nothing for one that does not exist. */
export async function courseOverride(
  { database }: RuleDeps,
  courseId: string,
): Promise<AttendanceRuleOverride> {
  const own = await database.courseRules.find(courseId);
  return own ? AttendanceRuleOverride.parse(own.rule) : {};
}

/** The rule that a new session of the course takes: the campus's, with what the course sets otherwise. */
export async function effectiveRule(deps: RuleDeps, courseId: string): Promise<Rule> {
  return mergeRules(await campusRule(deps), await courseOverride(deps, courseId));
}
