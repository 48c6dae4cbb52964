import type { EntityManager } from 'typeorm';

/** A corrected sighting stands for its whole presentation, and one from before presentations were told apart for all. */
export const NOT_CORRECTED = `NOT EXISTS (
  SELECT 1 FROM corrections c JOIN sightings o ON o.id = c.sighting_id
  WHERE c.student_id = s.student_id AND c.kind = 'not-this-person' AND o.session_id = s.session_id
    AND (o.id = s.id OR o.presentation_id IS NULL OR o.presentation_id = s.presentation_id))`;

export type SeenSpan = { readonly sightings: number; readonly firstSeenAt: Date; readonly lastSeenAt: Date };

/** When a face of anybody was last seen in the session: its cameras watched until then at least. Null when none was. */
export async function watchedUntil(manager: EntityManager, sessionId: string): Promise<Date | null> {
  const rows: { at: Date | null }[] = await manager.query(
    'SELECT MAX(captured_at) AS at FROM sightings WHERE session_id = ?',
    [sessionId],
  );
  return rows[0]?.at ?? null;
}

/** By student: when sightings that nobody has corrected show them, confirmed or not. */
export async function seenIn(
  manager: EntityManager,
  sessionId: string,
  studentIds: readonly string[],
): Promise<Map<string, SeenSpan>> {
  if (studentIds.length === 0) return new Map();
  const rows: { id: string; sightings: number | string; firstSeenAt: Date; lastSeenAt: Date }[] =
    await manager.query(
      `SELECT s.student_id AS id, COUNT(*) AS sightings, MIN(s.captured_at) AS firstSeenAt,
              MAX(s.captured_at) AS lastSeenAt
       FROM sightings s WHERE s.session_id = ? AND s.student_id IN (?) AND ${NOT_CORRECTED}
       GROUP BY s.student_id`,
      [sessionId, studentIds],
    );
  return new Map(rows.map(({ id, sightings, ...span }) => [id, { ...span, sightings: Number(sightings) }]));
}

/** The later of two moments, of which either may be missing. */
export function later(a: Date | null, b: Date | null | undefined): Date | null {
  if (!b) return a;
  return a === null || b > a ? b : a;
}
