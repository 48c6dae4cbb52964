import type { Store } from '../../connection/store.ts';
import type { AttendanceStatus } from '../../tables/attendance-record.ts';
import { heldSessions, type ReportSpan } from './report-span.ts';

export type MatrixSession = {
  readonly id: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly scope: 'roster' | 'campus';
};
export type MatrixPerson = {
  readonly studentId: string;
  readonly studentNumber: string;
  readonly studentName: string;
  readonly group: string | null;
  /** By session; one without a record has none. */
  readonly statuses: ReadonlyMap<string, AttendanceStatus>;
};

const PEOPLE_AT_ONCE = 100;

/** In the order of starts, one more than `most` when there are more. */
export function matrixSessions(
  store: Store,
  span: ReportSpan & { readonly courseId: string },
  most: number,
): Promise<MatrixSession[]> {
  const { sql, values } = heldSessions(span);
  return store.read((manager) =>
    manager.query(
      `SELECT c.id, c.starts_at AS startsAt, c.ends_at AS endsAt, c.scope FROM class_sessions c
       WHERE ${sql} ORDER BY c.starts_at, c.id LIMIT ?`,
      [...values, most + 1],
    ),
  );
}

/** The roster of the course by student number, some at a time, each with their records of these sessions. */
export async function* matrixPeople(
  store: Store,
  courseId: string,
  sessionIds: readonly string[],
  group?: string,
): AsyncGenerator<MatrixPerson[]> {
  let after = '';
  for (;;) {
    const people = await readPeople(store, courseId, group, after);
    const statuses = await readStatuses(store, sessionIds, people);
    if (people.length > 0)
      yield people.map((person) => ({ ...person, statuses: statuses.get(person.studentId) ?? new Map() }));
    if (people.length < PEOPLE_AT_ONCE) return;
    after = people.at(-1)?.studentNumber ?? '';
  }
}

type Person = Omit<MatrixPerson, 'statuses'>;

function readPeople(
  store: Store,
  courseId: string,
  group: string | undefined,
  after: string,
): Promise<Person[]> {
  return store.read((manager) =>
    manager.query(
      `SELECT s.id AS studentId, s.number AS studentNumber, s.name AS studentName, r.group_name AS \`group\`
       FROM roster_entries r JOIN students s ON s.id = r.student_id
       WHERE r.course_id = ? AND s.number > ? ${group === undefined ? '' : 'AND r.group_name = ?'}
       ORDER BY s.number LIMIT ${PEOPLE_AT_ONCE}`,
      [courseId, after, ...(group === undefined ? [] : [group])],
    ),
  );
}

async function readStatuses(store: Store, sessionIds: readonly string[], people: readonly Person[]) {
  const byStudent = new Map<string, Map<string, AttendanceStatus>>();
  if (sessionIds.length === 0 || people.length === 0) return byStudent;
  const rows: { sessionId: string; studentId: string; status: AttendanceStatus }[] = await store.read(
    (manager) =>
      manager.query(
        `SELECT session_id AS sessionId, student_id AS studentId, status FROM attendance_records
         WHERE session_id IN (?) AND student_id IN (?)`,
        [sessionIds, people.map(({ studentId }) => studentId)],
      ),
  );
  for (const { sessionId, studentId, status } of rows) {
    const own = byStudent.get(studentId) ?? new Map<string, AttendanceStatus>();
    byStudent.set(studentId, own.set(sessionId, status));
  }
  return byStudent;
}
