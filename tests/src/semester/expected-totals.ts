import { DEFAULT_RULE, type Rule } from '@hadir/domain';
import type { Script, ScriptExcuse, ScriptSession, Status, Visit } from './script.ts';

export type Total = { present: number; late: number; absent: number; excused: number; leftEarly: number };
export type Expected = Total & { readonly attendance: number | null; readonly isAtRisk: boolean };

/**
 * What the records of a script must add up to, by `<course> <student>`: plain loops over what happened, which know nothing of
 * how it is recorded.
 */
export function expectedTotals(script: Script): Map<string, Expected> {
  const totals = new Map<string, Expected>();
  script.courses.forEach((course, courseAt) => {
    const lastRule: Rule = { ...DEFAULT_RULE, ...(course.change ? course.change.rule : course.rule) };
    for (const [student, joined] of course.members) {
      const total: Total = { present: 0, late: 0, absent: 0, excused: 0, leftEarly: 0 };
      script.sessions.forEach((session, at) => {
        if (session.course !== courseAt || session.isCancelled || session.week < joined) return;
        const what = outcome(script, session, at, student);
        total[what.status] += 1;
        if (what.leftEarly) total.leftEarly += 1;
      });
      totals.set(`${courseAt} ${student}`, { ...total, ...standing(total, lastRule) });
    }
  });
  return totals;
}

function standing(total: Total, rule: Rule): { attendance: number | null; isAtRisk: boolean } {
  const sessions = total.present + total.late + total.absent;
  if (sessions === 0) return { attendance: null, isAtRisk: false };
  const attendance = (100 * (total.present + total.late * rule.lateCountsAs)) / sessions;
  const isBelow = rule.minimumPercent !== null && attendance + 1e-6 < rule.minimumPercent;
  return { attendance: shown(attendance), isAtRisk: isBelow };
}

/** Two ways to compute a fraction differ in its last bit. */
export function shown(attendance: number): number {
  return Number(attendance.toFixed(6));
}

function outcome(
  script: Script,
  session: ScriptSession,
  at: number,
  student: number,
): { status: Status; leftEarly: boolean } {
  const [rule, first] = [ruleAt(script, session), ruleAt(script, session, 'when it was held')];
  const visit = session.visits.find((one) => one.student === student);
  const seen = seenStatus(session, rule, first.opensBeforeMinutes, visit);
  const seenThen = seenStatus(session, first, first.opensBeforeMinutes, visit);
  const corrected = session.corrections.filter((one) => one.student === student).at(-1);
  const covering = script.excuses.filter(
    (excuse) => excuse.student === student && covers(excuse, session, at),
  );
  const inForce = covering.filter((excuse) => !excuse.isWithdrawn);
  // An excuse that took effect when the session closed stands, whatever is found out later, until it is withdrawn.
  const excusedAtClosing = covering.some((excuse) => excuse.when === 'before');
  const isUnseen = seenThen === null || (visit?.isDelayed === true && !session.isReopened);
  const stands = inForce.length > 0 && excusedAtClosing && isUnseen;
  if (corrected) return { status: corrected.status, leftEarly: false };
  if (seen && !stands) return { status: seen, leftEarly: hasLeft(session, rule, visit) };
  return { status: inForce.length > 0 ? 'excused' : 'absent', leftEarly: false };
}

function ruleAt(script: Script, session: ScriptSession, asOf?: 'when it was held'): Rule {
  const { rule, change } = script.courses[session.course] as Script['courses'][number];
  const isNew = change !== null && ((change.applyToPast && !asOf) || session.week >= change.week);
  return { ...DEFAULT_RULE, ...(isNew ? change.rule : rule) };
}

function seenStatus(
  session: ScriptSession,
  rule: Rule,
  openedBefore: number,
  visit: Visit | undefined,
): 'present' | 'late' | null {
  const within = (visit?.seenAt ?? []).filter(
    (minute) => minute >= -openedBefore && minute < session.minutes,
  );
  if (within.length === 0) return null;
  const first = Math.min(...within);
  if (rule.closesAfterMinutes !== null && first > rule.closesAfterMinutes) return null;
  return first > rule.lateAfterMinutes ? 'late' : 'present';
}

function hasLeft(session: ScriptSession, rule: Rule, visit: Visit | undefined): boolean {
  if (rule.earlyLeaveMinutes === null || !visit) return false;
  const limit = session.minutes - rule.earlyLeaveMinutes;
  return session.cameraUntil >= limit && Math.max(...visit.seenAt) < limit;
}

function covers(excuse: ScriptExcuse, session: ScriptSession, at: number): boolean {
  if (excuse.session !== null) return excuse.session === at;
  if (excuse.course !== null && excuse.course !== session.course) return false;
  return session.startsAt >= excuse.from && session.startsAt < excuse.to;
}
