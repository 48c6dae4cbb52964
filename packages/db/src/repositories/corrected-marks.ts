import type { EntityManager } from 'typeorm';
import type { Confirmation } from './mark.ts';

/**
 * Of these confirmations those that tell of nothing but what staff have corrected: not-this-person was said of the student in the
 * session after the person was last seen. A frame that was under way, or is put back later, must not mark them again.
 */
export async function alreadyCorrected(
  manager: EntityManager,
  sessionId: string,
  confirmations: readonly Pick<Confirmation, 'studentId' | 'lastSeenAt'>[],
): Promise<Set<string>> {
  if (confirmations.length === 0) return new Set();
  const rows: { studentId: string; madeAt: Date }[] = await manager.query(
    `SELECT c.student_id AS studentId, MAX(c.made_at) AS madeAt
     FROM corrections c JOIN sightings s ON s.id = c.sighting_id
     WHERE c.student_id IN (?) AND c.kind = 'not-this-person' AND s.session_id = ? GROUP BY c.student_id`,
    [confirmations.map(({ studentId }) => studentId), sessionId],
  );
  const correctedAt = new Map(rows.map(({ studentId, madeAt }) => [studentId, madeAt]));
  const old = confirmations.filter(({ studentId, lastSeenAt }) => {
    const madeAt = correctedAt.get(studentId);
    return madeAt !== undefined && lastSeenAt <= madeAt;
  });
  return new Set(old.map(({ studentId }) => studentId));
}
