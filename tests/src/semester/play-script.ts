import { changeRule } from './change-rule.ts';
import { playWeeks } from './play-weeks.ts';
import type { ScriptExcuse } from './script.ts';
import { addExcuse, addPeople, plan } from './set-stage.ts';
import { type Played, rules, type Stage, TURNS } from './stage.ts';

/** Lives a semester through, by the functions that the services call. */
export async function playScript(stage: Stage): Promise<Played> {
  const { script, runners } = stage;
  const [db] = runners;
  const people = await addPeople(db, stage);
  const sessions: string[] = [];
  for (const session of script.sessions)
    sessions.push(await plan(db, script, session, people.courses, people.roomId));
  const played = { ...people, sessions };
  const excuses = new Map<ScriptExcuse, string>();
  const excuse = async (when: ScriptExcuse['when']) => {
    for (const one of script.excuses.filter((each) => each.when === when)) {
      excuses.set(one, await addExcuse(db, one, played));
    }
  };
  await excuse('before');
  let closings = 0;
  for (const weeks of TURNS) {
    for (const [course] of script.courses.entries())
      await changeRule(db, script, course, weeks[0] ?? 0, played);
    closings += await playWeeks(stage, played, weeks);
  }
  await excuse('after');
  for (const [one, id] of excuses) {
    if (one.isWithdrawn) await db.excuses.withdraw({ id, actor: 'user:x', reason: 'a mistake', rules });
  }
  return { ...played, closings };
}
