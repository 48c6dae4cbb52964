import type { Store } from '../../connection/store.ts';
import type { AttendanceStatus, StatusSource } from '../../tables/attendance-record.ts';
import { heldSessions, type ReportSpan } from './report-span.ts';

/** One session at which the student was expected, or has a record. */
export type HistoryEntry = {
  readonly sessionId: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly courseCode: string;
  readonly courseName: string;
  readonly roomName: string;
  readonly status: AttendanceStatus | null;
  readonly statusSource: StatusSource | null;
  readonly firstSeenAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly leftEarly: boolean | null;
};

const SESSIONS_AT_ONCE = 200;

/** In the order of starts, some at a time. */
export async function* studentHistory(
  store: Store,
  studentId: string,
  span: Omit<ReportSpan, 'group'>,
): AsyncGenerator<HistoryEntry[]> {
  let after: { readonly startsAt: Date; readonly sessionId: string } | undefined;
  for (;;) {
    const entries = await readEntries(store, studentId, span, after);
    if (entries.length > 0) yield entries;
    if (entries.length < SESSIONS_AT_ONCE) return;
    after = entries.at(-1);
  }
}

/** Whether the student is on the roster of one of the courses, or has a record at a session of one. */
export function isOfCourses(store: Store, studentId: string, courseIds: readonly string[]): Promise<boolean> {
  if (courseIds.length === 0) return Promise.resolve(false);
  return store.read(async (manager) => {
    const rows: unknown[] = await manager.query(
      `(SELECT 1 FROM roster_entries WHERE student_id = ? AND course_id IN (?) LIMIT 1)
       UNION (SELECT 1 FROM attendance_records a JOIN class_sessions c ON c.id = a.session_id
              WHERE a.student_id = ? AND c.course_id IN (?) LIMIT 1)`,
      [studentId, courseIds, studentId, courseIds],
    );
    return rows.length > 0;
  });
}

async function readEntries(
  store: Store,
  studentId: string,
  span: Omit<ReportSpan, 'group'>,
  after: { readonly startsAt: Date; readonly sessionId: string } | undefined,
): Promise<HistoryEntry[]> {
  const { sql, values } = heldSessions(span);
  const beyond = after ? 'AND (c.starts_at > ? OR (c.starts_at = ? AND c.id > ?))' : '';
  const rows: (Omit<HistoryEntry, 'leftEarly'> & { readonly leftEarly: number | null })[] = await store.read(
    (manager) =>
      manager.query(
        `SELECT c.id AS sessionId, c.starts_at AS startsAt, c.ends_at AS endsAt, k.code AS courseCode,
                k.name AS courseName, m.name AS roomName, a.status, a.status_source AS statusSource,
                a.first_seen_at AS firstSeenAt, a.last_seen_at AS lastSeenAt, a.left_early AS leftEarly
         FROM (
           SELECT e.id FROM roster_entries r JOIN class_sessions e ON e.course_id = r.course_id AND e.scope = 'roster'
           WHERE r.student_id = ?
           UNION SELECT session_id FROM attendance_records WHERE student_id = ?
         ) p
         JOIN class_sessions c ON c.id = p.id
         JOIN courses k ON k.id = c.course_id
         JOIN rooms m ON m.id = c.room_id
         LEFT JOIN attendance_records a ON a.session_id = c.id AND a.student_id = ?
         WHERE ${sql} ${beyond} ORDER BY c.starts_at, c.id LIMIT ${SESSIONS_AT_ONCE}`,
        [
          studentId,
          studentId,
          studentId,
          ...values,
          ...(after ? [after.startsAt, after.startsAt, after.sessionId] : []),
        ],
      ),
  );
  return rows.map((row) => ({ ...row, leftEarly: row.leftEarly === null ? null : row.leftEarly === 1 }));
}
