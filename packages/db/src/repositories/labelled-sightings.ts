import type { Store } from '../connection/store.ts';

/** A sighting's score whose truth staff have told: `genuine` when the candidate is the person, `impostor` when not. */
export type LabelledSighting = {
  readonly sightingId: string;
  /** The engine that gave the score; null for one from before that was kept. */
  readonly engine: string | null;
  readonly score: number;
  readonly margin: number | null;
  readonly label: 'genuine' | 'impostor';
  readonly at: Date;
};
export type LabelledRequest = {
  /** Seen at this time or later. */
  readonly from?: Date | undefined;
  /** Seen before this time. */
  readonly to?: Date | undefined;
  /** At most 10,000, which is the default. */
  readonly limit?: number | undefined;
};

const MOST = 10_000;
const DAWN = new Date(0);
const DUSK = new Date('9999-01-01T00:00:00Z');

/**
 * The score is the candidate's. Not-this-person says that the candidate is an impostor; this-person that the candidate is genuine
 * if it is the one named, and an impostor if another is. A sighting without a candidate has no score that says anything.
 */
export function labelledSightings(
  store: Store,
  { from = DAWN, to = DUSK, limit = MOST }: LabelledRequest,
): Promise<LabelledSighting[]> {
  return store.read((manager) =>
    manager.query(
      `SELECT s.id AS sightingId, s.engine AS engine, s.score AS score, s.margin AS margin, s.captured_at AS at,
              MAX(IF(c.kind = 'this-person' AND c.student_id = s.candidate_id, 'genuine', 'impostor')) AS label
       FROM corrections c JOIN sightings s ON s.id = c.sighting_id
       WHERE s.candidate_id IS NOT NULL AND s.captured_at >= ? AND s.captured_at < ?
         AND (c.kind = 'this-person' OR c.student_id = s.candidate_id)
       GROUP BY s.id, s.engine, s.score, s.margin, s.captured_at
       ORDER BY s.captured_at DESC, s.id DESC LIMIT ?`,
      [from, to, Math.min(limit, MOST)],
    ),
  );
}
