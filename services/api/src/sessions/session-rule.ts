import { effectiveRule, type Rule, type RuleDeps } from '../rules/effective-rule.ts';
import type { NewSession } from './session-schemas.ts';

export const RULE_FIELDS = [
  'opensBeforeMinutes',
  'lateAfterMinutes',
  'closesAfterMinutes',
  'earlyLeaveMinutes',
  'requiredSightings',
] as const;
type RuleField = (typeof RULE_FIELDS)[number];
export type SessionRule = Pick<Rule, RuleField>;

/** The part of a course's rule that each session keeps a copy of. */
export async function sessionRule(deps: RuleDeps, courseId: string): Promise<SessionRule> {
  const rule = await effectiveRule(deps, courseId);
  return Object.fromEntries(RULE_FIELDS.map((field) => [field, rule[field]])) as SessionRule;
}

/** The rule that a request gives to a session itself; undefined when it gives none. */
export function ownRule(given: Partial<Pick<NewSession, RuleField>>): Partial<SessionRule> | undefined {
  const entries = RULE_FIELDS.map((field) => [field, given[field]] as const);
  const own = entries.filter(([, value]) => value !== undefined);
  return own.length > 0 ? Object.fromEntries(own) : undefined;
}
