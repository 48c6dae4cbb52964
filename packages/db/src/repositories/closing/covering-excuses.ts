import type { EntityManager } from 'typeorm';
import type { ClassSession } from '../../tables/class-session.ts';

type Covered = Pick<ClassSession, 'id' | 'courseId' | 'startsAt'>;

/** On `x` (excuses) and the session's id, course and start, in this order: whether the excuse is in force and covers the session. */
const COVERS = `x.withdrawn_at IS NULL AND (x.session_id = ? OR (x.session_id IS NULL
  AND (x.course_id IS NULL OR x.course_id = ?) AND x.from_at <= ? AND x.to_at > ?))`;

/**
 * Of these students those whom an excuse covers at the session. Reads what is committed now, and not what was when the transaction
 * began: the caller holds the students, as whoever makes or withdraws an excuse does.
 */
export async function excusedStudents(
  manager: EntityManager,
  { id, courseId, startsAt }: Covered,
  studentIds: readonly string[],
): Promise<Set<string>> {
  if (studentIds.length === 0) return new Set();
  const rows: { studentId: string }[] = await manager.query(
    `SELECT x.student_id AS studentId FROM excuses x FORCE INDEX (ix_excuses__student_id)
     WHERE x.student_id IN (?) AND ${COVERS} LOCK IN SHARE MODE`,
    [studentIds, id, courseId, startsAt, startsAt],
  );
  return new Set(rows.map(({ studentId }) => studentId));
}
