import type { Store } from '../connection/store.ts';
import type { SealedTemplate } from './templates.ts';

export type CohortRequest = {
  /** Whose roster borrows: nobody on it is lent to it. */
  readonly courseId: string;
  readonly engine: string;
  readonly modelVersion: string;
  /** At most 200. */
  readonly people: number;
};

const MOST_PEOPLE = 200;

/**
 * The newest template of each of some people with consent in force who are not on the course's roster. Which people follows from the
 * course, so that every matcher borrows the same ones and scores mean the same everywhere.
 */
export function cohortOf(
  store: Store,
  { courseId, engine, modelVersion, people }: CohortRequest,
): Promise<SealedTemplate[]> {
  return store.read((manager) =>
    manager.query(
      `SELECT t.id, t.student_id AS studentId, t.photo_id AS photoId, t.engine, t.model_version AS modelVersion,
              t.key_id AS keyId, t.ciphertext
       FROM (
         SELECT MAX(t.id) AS id FROM templates t FORCE INDEX (ix_templates__student_id)
         WHERE t.engine = ? AND t.model_version = ?
           AND EXISTS (SELECT 1 FROM consents c WHERE c.student_id = t.student_id AND c.withdrawn_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM roster_entries r WHERE r.course_id = ? AND r.student_id = t.student_id)
         GROUP BY t.student_id ORDER BY MD5(CONCAT(t.student_id, ?)) LIMIT ?
       ) chosen JOIN templates t ON t.id = chosen.id ORDER BY t.student_id`,
      [engine, modelVersion, courseId, courseId, Math.min(people, MOST_PEOPLE)],
    ),
  );
}
