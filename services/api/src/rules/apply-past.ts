import { jobs } from '@hadir/contracts';
import type { RuleApplication } from '@hadir/db';
import { type Rule, sessionRuleOf } from '@hadir/domain';
import { closingRules, riskBy } from '../closing/attendance-rules.ts';
import type { ScheduledJob } from '../scheduled/scheduled-job.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { courseOverride } from './effective-rule.ts';
import { everyCourse, oneCourse, type RuleSource } from './rule-source.ts';

type Deps = Pick<ApiDeps, 'database' | 'log'>;

const BATCH = 50;
const LONGEST_RUN_MS = 45_000;
const MOST_APPLICATIONS = 20;

/** Goes on with what a request did not finish, or a process that ended left behind. */
export const applyRulesJob: ScheduledJob = {
  job: jobs.applyRules,
  cron: '* * * * *',
  run: async (deps, signal) => {
    const stopAt = Date.now() + LONGEST_RUN_MS;
    const faults: unknown[] = [];
    for (const application of await deps.database.ruleChanges.applications.unfinished(MOST_APPLICATIONS)) {
      // One that fails does not keep the others; the run counts as failed all the same.
      await applyRule(deps, application, stopAt, signal).catch((error: unknown) => {
        faults.push(error);
        deps.log.warn('rule not applied', { applicationId: application.id, error });
      });
    }
    if (faults.length > 0) throw faults[0];
  },
};

/**
 * Gives sessions to come the rule of their course as it is now, and judges closed ones by it that started at `since` or later:
 * each in a transaction of its own, so that it may stop anywhere, go on later and run twice. Answers how far it has come.
 */
export async function applyRule(
  deps: Deps,
  application: RuleApplication,
  stopAt: number,
  signal?: AbortSignal,
): Promise<RuleApplication> {
  const { database, log } = deps;
  const { applications } = database.ruleChanges;
  const source = await sourceOf(deps, application);
  const goesOn = (): boolean => !signal?.aborted && Date.now() < stopAt;
  let isFinished = true;
  for await (const { id } of source.courses()) {
    const done = await applyToCourse(
      deps,
      application,
      { courseId: id, rule: await source.ruleOf(id) },
      goesOn,
    );
    isFinished &&= done;
    if (!goesOn()) {
      isFinished = false;
      break;
    }
  }
  await applications.progress(application.id, { sessions: 0, records: 0, isFinished });
  if (isFinished) log.info('rule applied', { applicationId: application.id });
  return (await applications.find(application.id)) ?? application;
}

async function sourceOf({ database }: Deps, { courseId }: RuleApplication): Promise<RuleSource> {
  if (courseId === null) return everyCourse({ database });
  const course = found(await database.courses.find(courseId), 'course');
  return oneCourse({ database }, course, await courseOverride({ database }, courseId));
}

/** False when there was no time for all of it. */
async function applyToCourse(
  { database }: Deps,
  { id, since, requestedBy }: RuleApplication,
  { courseId, rule: whole }: { readonly courseId: string; readonly rule: Rule },
  goesOn: () => boolean,
): Promise<boolean> {
  const rule = sessionRuleOf(whole);
  await database.ruleChanges.giveToFuture(courseId, rule, new Date());
  const judged = { rule, rules: closingRules, riskOf: riskBy(whole), actor: requestedBy };
  const judge = async (sessionId: string): Promise<void> => {
    const changes = await database.ruleChanges.judgePast({ ...judged, sessionId });
    if (!changes) return;
    const progress = { sessions: 1, records: changes.length, isFinished: false };
    await database.ruleChanges.applications.progress(id, progress);
  };
  for (;;) {
    const sessions = await database.ruleChanges.past({ courseId, rule, since, limit: BATCH });
    for (const session of sessions) {
      if (!goesOn()) return false;
      await judge(session.id);
    }
    if (sessions.length < BATCH) return true;
  }
}
