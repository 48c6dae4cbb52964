import { type Database, MissingReference } from '@hadir/db';
import { checkIn, leftEarly } from '@hadir/domain';
import { recordVisit } from './record-visit.ts';
import { type Script, type ScriptSession, WEEK_MINUTES } from './script.ts';
import { at, FIRST_MS, type Ids, MINUTE_MS, riskBy, ruleOf, rules, type Stage } from './stage.ts';

export async function playWeeks(stage: Stage, ids: Ids, weeks: readonly number[]): Promise<number> {
  const { script, runners } = stage;
  const [db] = runners;
  const held = [...script.sessions.entries()].filter(
    ([, { week, isCancelled }]) => weeks.includes(week) && !isCancelled,
  );
  for (const [number, session] of held) await showUp(db, script, ids, number, session, 'on time');
  const end = at(((weeks.at(-1) ?? 0) + 1) * WEEK_MINUTES);
  const closed = await Promise.all(runners.map((runner) => closeDue(runner, script, ids, end)));
  for (const [number, session] of held)
    closed.push(await playAfterwards(db, script, ids, number, session, end));
  return closed.reduce((sum, some) => sum + some, 0);
}

/** What happens to a session that was closed. Answers how often it was closed again. */
async function playAfterwards(
  db: Database,
  script: Script,
  ids: Ids,
  number: number,
  session: ScriptSession,
  end: Date,
): Promise<number> {
  await showUp(db, script, ids, number, session, 'delayed');
  let closed = 0;
  const sessionId = ids.sessions[number] ?? '';
  if (session.isReopened) {
    await db.closings.reopen({ sessionId, until: at(0), actor: 'user:x', reason: 'a mistake', rules });
    closed += await closeDue(db, script, ids, end);
  }
  for (const { student, status } of session.corrections.filter((one) =>
    isMember(script, session, one.student),
  )) {
    await db.attendance.setManual(sessionId, ids.students[student] ?? '', status, 'user:x');
  }
  return closed;
}

const isMember = (script: Script, { course, week }: ScriptSession, student: number): boolean =>
  (script.courses[course]?.members.get(student) ?? Number.POSITIVE_INFINITY) <= week;

async function closeDue(db: Database, script: Script, ids: Ids, endedBy: Date): Promise<number> {
  let closed = 0;
  for (;;) {
    const due = await db.closings.due({ endedBy, now: new Date(), limit: 3 });
    if (due.length === 0) return closed;
    for (const { id, courseId, startsAt } of due) {
      const week = Math.floor((startsAt.getTime() - FIRST_MS) / MINUTE_MS / WEEK_MINUTES);
      const rule = ruleOf(script, ids.courses.indexOf(courseId), week);
      const closing = { sessionId: id, actor: 'system:closing', rules, riskOf: riskBy(rule), tells: true };
      if (await db.closings.close(closing)) closed += 1;
    }
  }
}

/** Frames of all visitors at once, in no order; a stranger is seen until the camera falls silent. */
async function showUp(
  db: Database,
  script: Script,
  ids: Ids,
  number: number,
  session: ScriptSession,
  when: 'on time' | 'delayed',
): Promise<void> {
  const row = await db.sessions.find(ids.sessions[number] ?? '');
  if (!row) throw new MissingReference('sessionId');
  const visits = session.visits.filter(({ isDelayed, student }) => {
    const isStranger = !script.courses[session.course]?.members.has(student);
    return isDelayed === (when === 'delayed') && (isStranger || isMember(script, session, student));
  });
  const opens = row.opensBeforeMinutes;
  const frames = visits.flatMap(({ student, seenAt }) =>
    seenAt
      .filter((minute) => minute >= -opens)
      .map((minute) => ({ studentId: ids.students[student] ?? '', minute })),
  );
  const stranger = when === 'on time' ? [{ studentId: null, minute: session.cameraUntil }] : [];
  const decideStatus = (firstSeenAt: Date) => checkIn(row, firstSeenAt);
  await Promise.all(
    [...frames.toReversed(), ...stranger].map(({ studentId, minute }, frame) =>
      recordVisit(db, row, {
        ...{ studentId, decideStatus, leftEarly },
        frameId: `door-${number}-${when === 'delayed' ? 'd' : 't'}${frame}`,
        at: new Date(row.startsAt.getTime() + minute * MINUTE_MS),
      }),
    ),
  );
}
