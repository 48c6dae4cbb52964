import type { Store } from '../../connection/store.ts';
import type { OffsetSpan } from './daily-summary.ts';
import { heldSessions } from './report-span.ts';

/** What the cameras made of the faces of one day's sessions. */
export type DayQuality = {
  readonly day: string;
  readonly sightings: number;
  /** Of nobody who could be recognised there. */
  readonly unknown: number;
  /** Means of the matches; null on a day without one. Scores have the unit of the engine that decided. */
  readonly meanScore: number | null;
  readonly meanMargin: number | null;
  readonly meanQuality: number | null;
  /** Sightings that staff corrected since. */
  readonly corrected: number;
};

/** By the day on which the session starts. Reads every sighting of the span. */
export async function recognitionQuality(
  store: Store,
  span: Omit<OffsetSpan, 'group'>,
): Promise<DayQuality[]> {
  const { sql, values } = heldSessions(span);
  const rows: Record<keyof DayQuality, string | number | null>[] = await store.read((manager) =>
    manager.query(
      `SELECT STRAIGHT_JOIN DATE_FORMAT(c.starts_at + INTERVAL ? MINUTE, '%Y-%m-%d') AS day, COUNT(*) AS sightings,
              SUM(g.student_id IS NULL) AS \`unknown\`,
              AVG(IF(g.student_id IS NULL, NULL, g.score)) AS meanScore,
              AVG(IF(g.student_id IS NULL, NULL, g.margin)) AS meanMargin, AVG(g.quality) AS meanQuality,
              SUM(EXISTS (SELECT 1 FROM corrections k WHERE k.sighting_id = g.id)) AS corrected
       FROM class_sessions c JOIN sightings g ON g.session_id = c.id
       WHERE ${sql} GROUP BY day ORDER BY day`,
      [span.offsetMinutes, ...values],
    ),
  );
  const number = (value: string | number | null) => (value === null ? null : Number(value));
  return rows.map((row) => ({
    day: String(row.day),
    sightings: Number(row.sightings),
    unknown: Number(row.unknown),
    meanScore: number(row.meanScore),
    meanMargin: number(row.meanMargin),
    meanQuality: number(row.meanQuality),
    corrected: Number(row.corrected),
  }));
}
