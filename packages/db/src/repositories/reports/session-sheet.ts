import type { EntityManager } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import type { AttendanceStatus, StatusSource } from '../../tables/attendance-record.ts';

/** One person of a session. */
export type SheetPerson = {
  readonly studentId: string;
  readonly studentNumber: string;
  readonly studentName: string;
  readonly group: string | null;
  /** Null for one who has neither been seen nor marked. */
  readonly status: AttendanceStatus | null;
  readonly statusSource: StatusSource | null;
  readonly firstSeenAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly leftEarly: boolean | null;
  readonly score: number | null;
};

const PEOPLE_AT_ONCE = 200;

/**
 * The roster, and whoever has a record without being on it any more, by student number, some at a time; of a session for the
 * campus those with a record alone. With `group` those of that label.
 */
export async function* sessionSheet(
  store: Store,
  sessionId: string,
  group?: string,
): AsyncGenerator<SheetPerson[]> {
  let after = '';
  for (;;) {
    const people = await store.read((manager) => readPeople(manager, sessionId, group, after));
    if (people.length > 0) yield people;
    if (people.length < PEOPLE_AT_ONCE) return;
    after = people.at(-1)?.studentNumber ?? '';
  }
}

async function readPeople(
  manager: EntityManager,
  sessionId: string,
  group: string | undefined,
  after: string,
): Promise<SheetPerson[]> {
  const rows: (Omit<SheetPerson, 'leftEarly'> & { readonly leftEarly: number | null })[] =
    await manager.query(
      `SELECT s.id AS studentId, s.number AS studentNumber, s.name AS studentName, r.group_name AS \`group\`,
            a.status, a.status_source AS statusSource, a.first_seen_at AS firstSeenAt,
            a.last_seen_at AS lastSeenAt, a.left_early AS leftEarly, a.score
     FROM (
       SELECT r.student_id FROM class_sessions c JOIN roster_entries r ON r.course_id = c.course_id
       WHERE c.id = ? AND c.scope = 'roster'
       UNION SELECT a.student_id FROM attendance_records a WHERE a.session_id = ?
     ) p
     JOIN students s ON s.id = p.student_id
     LEFT JOIN roster_entries r
       ON r.course_id = (SELECT course_id FROM class_sessions WHERE id = ?) AND r.student_id = s.id
     LEFT JOIN attendance_records a ON a.session_id = ? AND a.student_id = s.id
     WHERE s.number > ? ${group === undefined ? '' : 'AND r.group_name = ?'}
     ORDER BY s.number LIMIT ${PEOPLE_AT_ONCE}`,
      [sessionId, sessionId, sessionId, sessionId, after, ...(group === undefined ? [] : [group])],
    );
  return rows.map((row) => ({ ...row, leftEarly: row.leftEarly === null ? null : row.leftEarly === 1 }));
}
