import type { Store } from '../connection/store.ts';
import type { ClassSession } from '../tables/class-session.ts';
import type { ClosingRules } from './closing/closing-rules.ts';
import { judgePast, type PastChange, previewPast } from './rules/judge-past.ts';
import { createRuleApplications } from './rules/rule-applications.ts';
import {
  countSessionsUnder,
  giveRule,
  type PastRequest,
  pastSessions,
  type RuleOfSession,
} from './rules/rule-sessions.ts';

export type RuleChanges = ReturnType<typeof createRuleChanges>;

/** What a changed rule means for sessions to come and, when it is asked for, for those of the past. */
export function createRuleChanges(store: Store) {
  return {
    count: (courseId: string, rule: RuleOfSession, span: { readonly now: Date; readonly since: Date }) =>
      countSessionsUnder(store, courseId, rule, span),
    giveToFuture: (courseId: string, rule: RuleOfSession, now: Date): Promise<number> =>
      store.write((manager) => giveRule(manager, courseId, rule, now), { idempotent: true }),
    past: (request: PastRequest) => pastSessions(store, request),
    preview: (session: ClassSession, rule: RuleOfSession, rules: ClosingRules) =>
      previewPast(store, session, rule, rules),
    judgePast: (change: PastChange) => judgePast(store, change),
    applications: createRuleApplications(store),
  };
}
