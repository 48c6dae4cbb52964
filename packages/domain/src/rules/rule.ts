/** What decides the attendance of a course's sessions. Minutes are whole, 0 to 1440. */
export type Rule = {
  /** Faces count from so long before the start. */
  readonly opensBeforeMinutes: number;
  /** First seen later than so long after the start is late. */
  readonly lateAfterMinutes: number;
  /** Nobody is marked who is first seen later than so long after the start; null: until the end. */
  readonly closesAfterMinutes: number | null;
  /** Last seen earlier than so long before the end is leaving early; null: not judged. */
  readonly earlyLeaveMinutes: number | null;
  /** Matching sightings that a mark takes; null: as the matcher is set. */
  readonly requiredSightings: number | null;
  /** Attendance below it is at risk, 0 to 100; null: nobody is. */
  readonly minimumPercent: number | null;
  /** What being late counts for in that percentage, 0 to 1, where being present counts 1. */
  readonly lateCountsAs: number;
};

/** Some fields of a rule. One that is left out, or undefined, is taken from where the rule is taken from; null is a value. */
export type RuleOverride = { readonly [Field in keyof Rule]?: Rule[Field] | undefined };

/** What a session keeps of its rule; the rest concerns the course as a whole. */
export const SESSION_RULE_FIELDS = [
  'opensBeforeMinutes',
  'lateAfterMinutes',
  'closesAfterMinutes',
  'earlyLeaveMinutes',
  'requiredSightings',
] as const satisfies readonly (keyof Rule)[];
export type SessionRule = Pick<Rule, (typeof SESSION_RULE_FIELDS)[number]>;

/** The rule of a campus that has set none. */
export const DEFAULT_RULE: Rule = {
  opensBeforeMinutes: 15,
  lateAfterMinutes: 15,
  closesAfterMinutes: null,
  earlyLeaveMinutes: null,
  requiredSightings: null,
  minimumPercent: 75,
  lateCountsAs: 1,
};

/** The campus's rule with what the course sets otherwise, and over both what the session does: the nearest goes first. */
export function mergeRules(base: Rule, ...overrides: readonly RuleOverride[]): Rule {
  return Object.assign({}, base, ...overrides.map(given));
}

function given(override: RuleOverride): Partial<Rule> {
  return Object.fromEntries(Object.entries(override).filter(([, value]) => value !== undefined));
}

export function sessionRuleOf(rule: SessionRule): SessionRule {
  const { opensBeforeMinutes, lateAfterMinutes, closesAfterMinutes, earlyLeaveMinutes, requiredSightings } =
    rule;
  return { opensBeforeMinutes, lateAfterMinutes, closesAfterMinutes, earlyLeaveMinutes, requiredSightings };
}

export function isSameSessionRule(a: SessionRule, b: SessionRule): boolean {
  return SESSION_RULE_FIELDS.every((field) => a[field] === b[field]);
}
