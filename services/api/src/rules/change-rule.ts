import { type AttendanceRuleOverride, siteSettingsOf } from '@hadir/contracts';
import type { AuditDetails, Course, Repositories, RuleApplication } from '@hadir/db';
import { DEFAULT_RULE, mergeRules, type Rule, sessionRuleOf } from '@hadir/domain';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { created } from '../shared/found.ts';
import { applyRule } from './apply-past.ts';
import { courseOverride, effectiveRule } from './effective-rule.ts';
import { sinceOf } from './preview-rule.ts';
import type { RuleChange } from './rule-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'timeZone' | 'log'>;

export type ChangedRule = {
  readonly own: AttendanceRuleOverride;
  readonly effective: Rule;
  readonly futureSessions: number | null;
  readonly application: RuleApplication | null;
};

/** So much of an order is done before the request is answered; a job does the rest. */
const AT_ONCE_MS = 10_000;
/** No session starts then: an order that concerns sessions to come alone. */
const NO_PAST = new Date('9999-12-31T00:00:00Z');

/**
 * Sets what a course has otherwise than its campus. Sessions that have not begun take the rule, unless they have their own; those
 * of the past when it is asked for.
 */
export async function changeCourseRule(
  deps: Deps,
  { id: courseId }: Course,
  { rule: own, applyToPast, since }: RuleChange,
  actor: Actor,
): Promise<ChangedRule> {
  const { database } = deps;
  const details = { ...differences(await courseOverride(deps, courseId), own), applyToPast };
  const changed = created(
    await audited(database, { actor, action: 'rule.change', subject: courseId, details }, async (all) => {
      await all.courseRules.set(courseId, own, actorName(actor));
      const effective = await effectiveRule({ database: all }, courseId);
      const now = new Date();
      return {
        own,
        effective,
        futureSessions: await all.ruleChanges.giveToFuture(courseId, sessionRuleOf(effective), now),
        application: applyToPast
          ? await order(all, { courseId, since: sinceOf(since, deps.timeZone), actor })
          : null,
      };
    }),
  );
  return withProgress(deps, changed);
}

/** Sets what the campus has otherwise than the shipped rule, for every course that does not set it for itself. */
export async function changeCampusRule(
  deps: Deps,
  { rule: own, applyToPast, since }: RuleChange,
  actor: Actor,
): Promise<ChangedRule> {
  const { database } = deps;
  const stored = await database.siteSettings.read();
  const details = { ...differences(siteSettingsOf(stored).attendance, own), applyToPast };
  const changed = created(
    await audited(database, { actor, action: 'rule.change', subject: 'campus', details }, async (all) => {
      const values = { ...stored.values, attendance: own };
      const by = actorName(actor);
      if (!(await all.siteSettings.change({ version: stored.version, values, by }))) throw changedMeanwhile();
      const from = applyToPast ? sinceOf(since, deps.timeZone) : NO_PAST;
      const application = await order(all, { courseId: null, since: from, actor });
      return { own, effective: mergeRules(DEFAULT_RULE, own), futureSessions: null, application };
    }),
  );
  return withProgress(deps, changed);
}

function order(
  { ruleChanges }: Repositories,
  {
    courseId,
    since,
    actor,
  }: { readonly courseId: string | null; readonly since: Date; readonly actor: Actor },
): Promise<RuleApplication> {
  return ruleChanges.applications.create({ courseId, since, requestedBy: actorName(actor) });
}

async function withProgress(deps: Deps, changed: ChangedRule): Promise<ChangedRule> {
  if (!changed.application) return changed;
  return { ...changed, application: await applyRule(deps, changed.application, Date.now() + AT_ONCE_MS) };
}

function changedMeanwhile(): AppError {
  const message =
    'the settings of the site were changed meanwhile; read the rule again and repeat the change';
  return new AppError('conflict', message, { reason: 'changed-meanwhile' });
}

/** `<field>.before` and `<field>.after` of every field that differs; `inherited` where it is not set. */
function differences(before: AttendanceRuleOverride, after: AttendanceRuleOverride): AuditDetails {
  const fields = Object.keys(DEFAULT_RULE) as (keyof Rule)[];
  const shown = (value: number | null | undefined) => (value === undefined ? 'inherited' : value);
  return Object.fromEntries(
    fields
      .filter((field) => before[field] !== after[field])
      .flatMap((field) => [
        [`${field}.before`, shown(before[field])],
        [`${field}.after`, shown(after[field])],
      ]),
  );
}
