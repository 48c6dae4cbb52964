import type { Database } from '@hadir/db';
import { sessionRuleOf } from '@hadir/domain';
import { type Script, WEEK_MINUTES } from './script.ts';
import { at, type Ids, riskBy, ruleOf, rules } from './stage.ts';

export async function changeRule(
  db: Database,
  script: Script,
  course: number,
  week: number,
  ids: Ids,
): Promise<void> {
  const { change } = script.courses[course] as Script['courses'][number];
  if (change?.week !== week) return;
  const rule = ruleOf(script, course, week);
  const [courseId = '', sessionRule] = [ids.courses[course], sessionRuleOf(rule)];
  await db.courseRules.set(courseId, change.rule, 'user:x');
  await db.ruleChanges.giveToFuture(courseId, sessionRule, at(week * WEEK_MINUTES));
  if (!change.applyToPast) return;
  const request = { courseId, rule: sessionRule, since: new Date(0), limit: 2 };
  for (;;) {
    const past = await db.ruleChanges.past(request);
    if (past.length === 0) return;
    for (const { id: sessionId } of past) {
      await db.ruleChanges.judgePast({
        sessionId,
        rule: sessionRule,
        rules,
        riskOf: riskBy(rule),
        actor: 'user:x',
      });
    }
  }
}
