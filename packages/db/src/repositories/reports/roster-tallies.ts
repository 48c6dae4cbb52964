import type { Store } from '../../connection/store.ts';

/** How often each status was given to one of a course's roster, in its sessions that count: closed and not cancelled. */
export type RosterTally = {
  readonly studentId: string;
  readonly studentNumber: string;
  readonly studentName: string;
  readonly group: string | null;
  readonly atRiskSince: Date | null;
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
};

export type CourseTallies = {
  /** Sessions that are still to come. */
  readonly left: number;
  /** By student number. */
  readonly students: readonly RosterTally[];
};

/** A roster is held to fewer when it is made. */
const MOST_STUDENTS = 5000;

export function rosterTallies(store: Store, courseId: string, group?: string, now = new Date()) {
  return store.read(async (manager): Promise<CourseTallies> => {
    const [left]: { number: number | string }[] = await manager.query(
      `SELECT COUNT(*) AS number FROM class_sessions
       WHERE course_id = ? AND status = 'scheduled' AND scope = 'roster' AND starts_at > ?`,
      [courseId, now],
    );
    const rows: Record<keyof RosterTally, never>[] = await manager.query(
      `SELECT s.id AS studentId, s.number AS studentNumber, s.name AS studentName, r.group_name AS \`group\`,
              r.at_risk_since AS atRiskSince,
              COALESCE(SUM(a.status = 'present'), 0) AS present, COALESCE(SUM(a.status = 'late'), 0) AS late,
              COALESCE(SUM(a.status = 'absent'), 0) AS absent, COALESCE(SUM(a.status = 'excused'), 0) AS excused
       FROM roster_entries r JOIN students s ON s.id = r.student_id
       LEFT JOIN (
         SELECT a.student_id, a.status FROM class_sessions c JOIN attendance_records a ON a.session_id = c.id
         WHERE c.course_id = ? AND c.status = 'scheduled' AND c.closed_at IS NOT NULL
       ) a ON a.student_id = r.student_id
       WHERE r.course_id = ? ${group === undefined ? '' : 'AND r.group_name = ?'}
       GROUP BY s.id, s.number, s.name, r.group_name, r.at_risk_since ORDER BY s.number LIMIT ${MOST_STUDENTS}`,
      [courseId, courseId, ...(group === undefined ? [] : [group])],
    );
    const students = rows.map((row) => ({
      ...(row as unknown as RosterTally),
      present: Number(row.present),
      late: Number(row.late),
      absent: Number(row.absent),
      excused: Number(row.excused),
    }));
    return { left: Number(left?.number ?? 0), students };
  });
}
