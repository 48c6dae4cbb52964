import type { EntityManager } from 'typeorm';
import type { AttendanceStatus } from '../../tables/attendance-record.ts';
import type { ClassSession } from '../../tables/class-session.ts';
import { appendEvents } from '../outbox.ts';
import { inChunks } from './chunks.ts';
import { NO_TALLY, type RiskOf, type StatusTally } from './closing-rules.ts';

type Entry = { readonly studentId: string; readonly atRiskSince: Date | null };

/**
 * Notes who of the course is at risk now, and tells of those who were not before: one who stays at risk is told of once, whatever
 * closes, reopens or is corrected meanwhile.
 */
export async function noteRisks(
  manager: EntityManager,
  session: ClassSession,
  { riskOf, tells }: { readonly riskOf: RiskOf; readonly tells: boolean },
): Promise<void> {
  const entries: Entry[] = await manager.query(
    `SELECT student_id AS studentId, at_risk_since AS atRiskSince FROM roster_entries FORCE INDEX (PRIMARY)
     WHERE course_id = ? ORDER BY student_id FOR UPDATE`,
    [session.courseId],
  );
  const tallies = await talliesOf(manager, session.courseId);
  const judged = entries.map((entry) => ({
    ...entry,
    risk: riskOf(tallies.get(entry.studentId) ?? NO_TALLY),
  }));
  const fallen = judged.filter(({ risk, atRiskSince }) => risk.isAtRisk && atRiskSince === null);
  const risen = judged.filter(({ risk, atRiskSince }) => !risk.isAtRisk && atRiskSince !== null);
  await setSince(manager, session.courseId, risen, null);
  // Noted when it is told, so that the next closing that tells makes up for it.
  if (!tells) return;
  await setSince(manager, session.courseId, fallen, new Date());
  const { id: sessionId, courseId, roomId } = session;
  const events = fallen.map(({ studentId, risk: { percent, minimumPercent } }) => ({
    type: 'student.at-risk',
    ...{ sessionId, courseId, roomId, studentId },
    details: { percent, minimumPercent },
  }));
  for (const some of inChunks(events)) await appendEvents(manager, some);
}

async function setSince(
  manager: EntityManager,
  courseId: string,
  entries: readonly Entry[],
  since: Date | null,
): Promise<void> {
  for (const some of inChunks(entries)) {
    await manager.query(
      'UPDATE roster_entries SET at_risk_since = ? WHERE course_id = ? AND student_id IN (?)',
      [since, courseId, some.map(({ studentId }) => studentId)],
    );
  }
}

/** By student: how often each status was given in the course's sessions that count, which are closed and not cancelled. */
export async function talliesOf(manager: EntityManager, courseId: string): Promise<Map<string, StatusTally>> {
  const rows: { studentId: string; status: AttendanceStatus; number: string }[] = await manager.query(
    `SELECT a.student_id AS studentId, a.status, COUNT(*) AS number
     FROM class_sessions s JOIN attendance_records a ON a.session_id = s.id
     WHERE s.course_id = ? AND s.status = 'scheduled' AND s.closed_at IS NOT NULL
     GROUP BY a.student_id, a.status`,
    [courseId],
  );
  const tallies = new Map<string, StatusTally>();
  for (const { studentId, status, number } of rows) {
    tallies.set(studentId, { ...(tallies.get(studentId) ?? NO_TALLY), [status]: Number(number) });
  }
  return tallies;
}
