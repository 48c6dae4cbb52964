import type { Store } from '../connection/store.ts';
import type { AttendanceStatus } from '../tables/attendance-record.ts';

export type AttendanceCounts = Readonly<Record<AttendanceStatus, number>> & {
  /** On the roster, and neither seen nor marked by hand; nobody of a session for the campus. */
  readonly unseen: number;
  /** Faces of nobody on the roster; one person may stand for many. */
  readonly unknownSightings: number;
};

/** With those who were erased since, where the site keeps their number. Zeros for a session that does not exist. */
export function countForSession(store: Store, sessionId: string): Promise<AttendanceCounts> {
  return store.read(async (manager) => {
    const statuses: { status: AttendanceStatus; number: string }[] = await manager.query(
      `SELECT status, SUM(people) AS number FROM (
         SELECT status, 1 AS people FROM attendance_records WHERE session_id = ?
         UNION ALL SELECT status, people FROM erased_attendance WHERE session_id = ?) AS counted GROUP BY status`,
      [sessionId, sessionId],
    );
    const [unseen]: { number: string }[] = await manager.query(
      `SELECT COUNT(*) AS number FROM class_sessions c
       JOIN roster_entries r ON r.course_id = c.course_id
       LEFT JOIN attendance_records a ON a.session_id = c.id AND a.student_id = r.student_id
       WHERE c.id = ? AND c.scope = 'roster' AND a.id IS NULL`,
      [sessionId],
    );
    const [unknown]: { number: string }[] = await manager.query(
      'SELECT COUNT(*) AS number FROM sightings WHERE session_id = ? AND student_id IS NULL',
      [sessionId],
    );
    return {
      ...{ present: 0, late: 0, absent: 0, excused: 0 },
      ...Object.fromEntries(statuses.map(({ status, number }) => [status, Number(number)])),
      unseen: Number(unseen?.number ?? 0),
      unknownSightings: Number(unknown?.number ?? 0),
    };
  });
}
