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

/** Reads each batch by itself, so no connection is held between them; a change meanwhile shows in the gallery's version. */
async function* readBatches(store: Store, courseId: string, engine: string): AsyncGenerator<Template[]> {
  let last: Template | undefined;
  let total = 0;
  while (true) {
    const batch = await readBatch(store, courseId, engine, last);
    total += batch.length;
    if (total > LONGEST_GALLERY) throw new RangeError(`a course has at most ${LONGEST_GALLERY} templates`);
    if (batch.length > 0) yield batch;
    if (batch.length < BATCH) return;
    last = batch.at(-1);
  }
}

function readBatch(store: Store, courseId: string, engine: string, last: Template | undefined) {
  return store.read((manager) => {
    const query = manager
      .createQueryBuilder(templateTable, 't')
      .innerJoin('roster_entries', 'r', 'r.student_id = t.studentId AND r.course_id = :courseId', {
        courseId,
      })
      .where('t.engine = :engine', { engine })
      .andWhere(
        'EXISTS (SELECT 1 FROM consents c WHERE c.student_id = t.studentId AND c.withdrawn_at IS NULL)',
      );
    if (last) {
      query
        .andWhere('r.student_id >= :student', { student: last.studentId })
        .andWhere('(r.student_id > :student OR t.id > :template)', { template: last.id });
    }
    return query.orderBy('r.student_id').addOrderBy('t.id').limit(BATCH).getMany();
  });
}
