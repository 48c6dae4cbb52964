import type { Database } from '@hadir/db';
import { DEFAULT_RULE, judgeRisk, judgeSeen, leftEarly, mergeRules, type Rule } from '@hadir/domain';
import type { Script } from './script.ts';

export type Stage = {
  readonly script: Script;
  readonly url: string;
  /** Each closes what is due, at the same time as the other. */
  readonly runners: readonly [Database, Database];
};
/** Ids of the script's students, courses and sessions, by number. */
export type Played = {
  readonly students: readonly string[];
  readonly courses: readonly string[];
  readonly sessions: readonly string[];
  readonly closings: number;
};

export type Ids = Omit<Played, 'closings'> & { readonly roomId: string };

export const MINUTE_MS = 60_000;
export const FIRST_MS = Date.parse('2025-09-01T00:00:00+07:00');
export const rules = { judgeSeen, leftEarly };
/** Weeks that were closed together: in the fourth the process that closes was down for two more. */
export const TURNS = [[0], [1], [2], [3, 4, 5], [6], [7], [8]];

export const at = (minutes: number): Date => new Date(FIRST_MS + minutes * MINUTE_MS);
export const ruleOf = (script: Script, course: number, week: number): Rule => {
  const { rule, change } = script.courses[course] as Script['courses'][number];
  return mergeRules(DEFAULT_RULE, change && week >= change.week ? change.rule : rule);
};

export const riskBy = (rule: Rule) => (tally: Parameters<typeof judgeRisk>[0]) => ({
  ...judgeRisk(tally, 0, rule),
  minimumPercent: rule.minimumPercent,
});
