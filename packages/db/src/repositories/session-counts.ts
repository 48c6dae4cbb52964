import type { EntityManager } from 'typeorm';
import type { AttendanceStatus } from '../tables/attendance-record.ts';
import type { ClassSession } from '../tables/class-session.ts';

/** How many are on the course's roster now, and how many records of each status there are. */
export type SessionCounts = { readonly roster: number } & Readonly<Record<AttendanceStatus, number>>;

export async function countSessions(
  manager: EntityManager,
  sessions: readonly Pick<ClassSession, 'id' | 'courseId'>[],
): Promise<Map<string, SessionCounts>> {
  if (sessions.length === 0) return new Map();
  const rosters: { courseId: string; n: string }[] = await manager.query(
    'SELECT course_id AS courseId, COUNT(*) AS n FROM roster_entries WHERE course_id IN (?) GROUP BY course_id',
    [[...new Set(sessions.map(({ courseId }) => courseId))]],
  );
  const records: { sessionId: string; status: AttendanceStatus; n: string }[] = await manager.query(
    `SELECT session_id AS sessionId, status, COUNT(*) AS n FROM attendance_records
     WHERE session_id IN (?) GROUP BY session_id, status`,
    [sessions.map(({ id }) => id)],
  );
  const roster = new Map(rosters.map(({ courseId, n }) => [courseId, Number(n)]));
  return new Map(
    sessions.map(({ id, courseId }) => [
      id,
      {
        roster: roster.get(courseId) ?? 0,
        present: 0,
        late: 0,
        absent: 0,
        excused: 0,
        ...Object.fromEntries(
          records.filter(({ sessionId }) => sessionId === id).map(({ status, n }) => [status, Number(n)]),
        ),
      },
    ]),
  );
}
