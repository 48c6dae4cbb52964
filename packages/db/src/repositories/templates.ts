import { In } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type Template, templateTable } from '../tables/template.ts';

export type Templates = ReturnType<typeof createTemplates>;

/** About 1.6 MB at 25 KB each: far below any max_allowed_packet, and a statement of milliseconds. */
const BATCH = 64;
/** A course above this is a mistake that would fill a matcher's memory: 4,000 students with 10 photos each. */
const LONGEST_GALLERY = 40_000;

export function createTemplates(store: Store) {
  const batches = (courseId: string, engine: string) => readBatches(store, courseId, engine);
  return {
    /** Batches of at most 64, in the order of students: what a caller needs who decrypts as it reads. */
    forCourseInBatches: batches,
    /** Of the students on the roster with consent in force, in the order of students. Throws RangeError above 40,000. */
    forCourse: async (courseId: string, engine: string): Promise<Template[]> => {
      const all: Template[] = [];
      for await (const batch of batches(courseId, engine)) all.push(...batch);
      return all;
    },
    countByStudent: (studentId: string): Promise<number> =>
      store.read((manager) => manager.countBy(templateTable, { studentId })),
  };
}

/**
 * First the ids, from indexes alone, then the rows of 64 ids at a time: a sort never carries templates, and no connection is
 * held between batches. A template that goes meanwhile is left out; what comes meanwhile shows in the gallery's version.
 */
async function* readBatches(store: Store, courseId: string, engine: string): AsyncGenerator<Template[]> {
  const ids = await templateIds(store, courseId, engine);
  if (ids.length > LONGEST_GALLERY) throw new RangeError(`a course has at most ${LONGEST_GALLERY} templates`);
  for (let from = 0; from < ids.length; from += BATCH) {
    const batch = ids.slice(from, from + BATCH);
    const rows = await store.read((manager) => manager.findBy(templateTable, { id: In(batch) }));
    const byId = new Map(rows.map((row) => [row.id, row]));
    yield batch.map((id) => byId.get(id)).filter((row) => row !== undefined);
  }
}

async function templateIds(store: Store, courseId: string, engine: string): Promise<string[]> {
  const rows: { id: string }[] = await store.read((manager) =>
    manager.query(
      `SELECT t.id FROM roster_entries r JOIN templates t ON t.student_id = r.student_id AND t.engine = ?
       WHERE r.course_id = ?
         AND EXISTS (SELECT 1 FROM consents c WHERE c.student_id = r.student_id AND c.withdrawn_at IS NULL)
       ORDER BY t.student_id, t.id LIMIT ?`,
      [engine, courseId, LONGEST_GALLERY + 1],
    ),
  );
  return rows.map((row) => row.id);
}
