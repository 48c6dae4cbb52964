import type { EntityManager } from 'typeorm';
import type { ClassSession } from '../tables/class-session.ts';

// Every transaction takes its locks in this order: series, holiday, rooms by id, session, students by id, courses by id, roster
// entries by student, consents by student; then what it writes. So two of them wait for each other in a ring only by rare
// accident of an index, and then the server ends one, which runs again.

export type HeldSession = Pick<
  ClassSession,
  'courseId' | 'roomId' | 'scope' | 'endsAt' | 'closedAt' | 'earlyLeaveMinutes'
>;

/** Holds the session against removal and change. Undefined when there is no such session. */
export async function shareSession(
  manager: EntityManager,
  sessionId: string,
): Promise<HeldSession | undefined> {
  const rows: HeldSession[] = await manager.query(
    `SELECT course_id AS courseId, room_id AS roomId, scope, ends_at AS endsAt, closed_at AS closedAt,
            early_leave_minutes AS earlyLeaveMinutes
     FROM class_sessions WHERE id = ? LOCK IN SHARE MODE`,
    [sessionId],
  );
  return rows[0];
}

/** Holds the students against removal; answers those that exist. */
export async function shareStudents(manager: EntityManager, ids: Iterable<string>): Promise<Set<string>> {
  const wanted = [...new Set(ids)].toSorted();
  if (wanted.length === 0) return new Set();
  const rows: { id: string }[] = await manager.query(
    'SELECT id FROM students FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id LOCK IN SHARE MODE',
    [wanted],
  );
  return new Set(rows.map((row) => row.id));
}

/**
 * Holds the student alone; false when there is none. Whatever changes a student's consent, templates or existence takes this
 * first, so these changes happen one after another.
 */
export async function holdStudent(manager: EntityManager, studentId: string): Promise<boolean> {
  const rows: unknown[] = await manager.query('SELECT id FROM students WHERE id = ? FOR UPDATE', [studentId]);
  return rows.length > 0;
}

/** Holds the course alone, so that its roster changes once at a time; false when there is none. */
export async function holdCourse(manager: EntityManager, courseId: string): Promise<boolean> {
  const rows: unknown[] = await manager.query('SELECT id FROM courses WHERE id = ? FOR UPDATE', [courseId]);
  return rows.length > 0;
}

/** Holds these students' places on the roster alone, so that a person is marked once at a time; answers who has one. */
export async function holdRosterEntries(
  manager: EntityManager,
  courseId: string,
  studentIds: readonly string[],
): Promise<Set<string>> {
  if (studentIds.length === 0) return new Set();
  const rows: { student_id: string }[] = await manager.query(
    `SELECT student_id FROM roster_entries FORCE INDEX (PRIMARY)
     WHERE course_id = ? AND student_id IN (?) ORDER BY student_id FOR UPDATE`,
    [courseId, studentIds.toSorted()],
  );
  return new Set(rows.map((row) => row.student_id));
}

/** Holds the consents in force against withdrawal; answers who has one. */
export function shareConsents(manager: EntityManager, studentIds: readonly string[]): Promise<Set<string>> {
  return lockConsents(manager, studentIds, 'LOCK IN SHARE MODE');
}

/** Holds the consents in force alone, so that a person without a place on a roster is marked once at a time; answers who has one. */
export function holdConsents(manager: EntityManager, studentIds: readonly string[]): Promise<Set<string>> {
  return lockConsents(manager, studentIds, 'FOR UPDATE');
}

async function lockConsents(
  manager: EntityManager,
  studentIds: readonly string[],
  lock: 'LOCK IN SHARE MODE' | 'FOR UPDATE',
): Promise<Set<string>> {
  if (studentIds.length === 0) return new Set();
  const rows: { student_id: string }[] = await manager.query(
    `SELECT student_id FROM consents FORCE INDEX (ix_consents__student_id)
     WHERE student_id IN (?) AND withdrawn_at IS NULL ORDER BY student_id ${lock}`,
    [studentIds.toSorted()],
  );
  return new Set(rows.map((row) => row.student_id));
}
