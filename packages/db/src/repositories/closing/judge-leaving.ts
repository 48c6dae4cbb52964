import { type EntityManager, In } from 'typeorm';
import { type AttendanceRecord, attendanceTable } from '../../tables/attendance-record.ts';
import type { ClassSession } from '../../tables/class-session.ts';
import { inChunks } from './chunks.ts';
import { attended, type ClosingRules, flagOf, type LeftEarly } from './closing-rules.ts';
import { later, seenIn, watchedUntil } from './watched.ts';

/**
 * Judges of everybody who attended whether they left early. One sighting near the end is enough to have stayed, even where a mark
 * would take more: the benefit of the doubt is the student's. Answers whose flag changed.
 */
export async function judgeLeaving(
  manager: EntityManager,
  session: ClassSession,
  { leftEarly }: Pick<ClosingRules, 'leftEarly'>,
): Promise<string[]> {
  const records = await manager.findBy(attendanceTable, {
    sessionId: session.id,
    status: In(['present', 'late']),
  });
  const isJudged = session.earlyLeaveMinutes !== null;
  const watched = isJudged ? await watchedUntil(manager, session.id) : null;
  const ids = records.map(({ studentId }) => studentId);
  const seen = isJudged ? await seenIn(manager, session.id, ids) : new Map();
  const changed = records.flatMap(({ id, studentId, lastSeenAt, leftEarly: before }) => {
    const last = later(lastSeenAt, seen.get(studentId)?.lastSeenAt);
    const after = flagOf(leftEarly(session, last, watched));
    return after === before ? [] : [{ id, studentId, after }];
  });
  for (const value of [0, 1, null]) {
    const own = changed.filter(({ after }) => after === value).map(({ id }) => id);
    for (const some of inChunks(own)) {
      await manager.update(attendanceTable, { id: In(some) }, { leftEarly: value });
    }
  }
  return changed.map(({ studentId }) => studentId);
}

/** The flag of one record of a closed session whose status or sightings change. */
export async function leavingOf(
  manager: EntityManager,
  session: Pick<ClassSession, 'endsAt' | 'earlyLeaveMinutes'>,
  record: Pick<AttendanceRecord, 'sessionId' | 'studentId' | 'status' | 'lastSeenAt'>,
  leftEarly: LeftEarly,
): Promise<number | null> {
  const { sessionId, studentId, status, lastSeenAt } = record;
  if (!attended(status) || session.earlyLeaveMinutes === null) return null;
  const seen = await seenIn(manager, sessionId, [studentId]);
  const last = later(lastSeenAt, seen.get(studentId)?.lastSeenAt);
  return flagOf(leftEarly(session, last, await watchedUntil(manager, sessionId)));
}
