import { In } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type CorrectionTemplate, correctionTemplateTable } from '../tables/correction-template.ts';
import type { WantedPart } from './reindexing.ts';

export type CorrectionTemplates = ReturnType<typeof createCorrectionTemplates>;

/** As for enrolled templates: a statement of milliseconds, far below any max_allowed_packet. */
const BATCH = 64;
/** 13 of each of 4,000 students. */
const LONGEST_GALLERY = 52_000;

export function createCorrectionTemplates(store: Store) {
  return {
    /** Of the students on the roster with consent in force, both origins, in batches of at most 64. */
    forCourseInBatches: (courseId: string, part: WantedPart): AsyncGenerator<CorrectionTemplate[]> =>
      readBatches(
        store,
        part,
        'AND EXISTS (SELECT 1 FROM roster_entries r WHERE r.course_id = ? AND r.student_id = t.student_id)',
        [courseId],
      ),
    /** Of everybody whose consent is in force. */
    allInBatches: (part: WantedPart): AsyncGenerator<CorrectionTemplate[]> =>
      readBatches(store, part, '', []),
    countByStudent: (studentId: string): Promise<number> =>
      store.read((manager) => manager.countBy(correctionTemplateTable, { studentId })),
  };
}

/** Ids from indexes first, then the rows, so that no sort carries templates and no connection is held between batches. */
async function* readBatches(
  store: Store,
  { engine, modelVersion }: WantedPart,
  condition: string,
  parameters: readonly string[],
): AsyncGenerator<CorrectionTemplate[]> {
  const rows: { id: string }[] = await store.read((manager) =>
    manager.query(
      `SELECT t.id FROM correction_templates t WHERE t.engine = ? AND t.model_version = ? ${condition}
         AND EXISTS (SELECT 1 FROM consents c WHERE c.student_id = t.student_id AND c.withdrawn_at IS NULL)
       ORDER BY t.student_id, t.id LIMIT ?`,
      [engine, modelVersion, ...parameters, LONGEST_GALLERY],
    ),
  );
  const ids = rows.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = ids.slice(from, from + BATCH);
    yield await store.read((manager) =>
      manager.find(correctionTemplateTable, {
        where: { id: In(batch) },
        order: { studentId: 'ASC', id: 'ASC' },
      }),
    );
  }
}
