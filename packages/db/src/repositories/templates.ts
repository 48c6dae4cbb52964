import type { Store } from '../connection/store.ts';
import { type Template, templateTable } from '../tables/template.ts';
import { type CohortRequest, cohortOf } from './cohort.ts';
import { type GalleryVersion, galleryVersionOf } from './gallery-version.ts';
import type { WantedPart } from './reindexing.ts';

export type Templates = ReturnType<typeof createTemplates>;

/** In place of a course's id: everybody who is enrolled. */
export const CAMPUS = 'campus';

export type TemplateRef = Pick<Template, 'id' | 'studentId'>;
export type SealedTemplate = Omit<Template, 'createdAt'>;

/** About 1.6 MB at 25 KB each: far below any max_allowed_packet, and a statement of milliseconds. */
const BATCH = 64;
/** Deep templates have about 2 KB each. */
const LARGEST_BATCH = 1000;
/** A course above this is a mistake that would fill a matcher's memory: 4,000 students with 10 photos each. */
const LONGEST_GALLERY = 40_000;
/** 100,000 people with 10 photos each: more than one machine should hold. */
const LONGEST_CAMPUS = 1_000_000;
const MOST_STUDENTS = 200;

const COLUMNS = `t.id, t.student_id AS studentId, t.photo_id AS photoId, t.engine, t.model_version AS modelVersion,
  t.key_id AS keyId, t.ciphertext`;
const HAS_CONSENT =
  'EXISTS (SELECT 1 FROM consents c WHERE c.student_id = t.student_id AND c.withdrawn_at IS NULL)';

export function createTemplates(store: Store) {
  const batches = (of: string, engine: string) => readBatches(store, of, engine);
  return {
    /** Batches of at most 64, in the order of students: what a caller needs who decrypts as it reads. */
    forCourseInBatches: batches,
    /** Of the students on the roster with consent in force, in the order of students. Throws RangeError above 40,000. */
    forCourse: async (courseId: string, engine: string): Promise<SealedTemplate[]> => {
      const all: SealedTemplate[] = [];
      for await (const batch of batches(courseId, engine)) all.push(...batch);
      return all;
    },
    /** Which templates a gallery is made of now, without what is in them. `of` is a course or CAMPUS. Throws RangeError for too many. */
    refs: (of: string, part: WantedPart): Promise<TemplateRef[]> => templateRefs(store, of, part),
    /** People of a course or CAMPUS with consent in force who have templates, but none of one of these parts: only reindexing brings them back. */
    countLacking: (of: string, parts: readonly WantedPart[]): Promise<number> =>
      countLacking(store, of, parts),
    /** Those of these ids that still exist, in batches of at most `batchSize` (64 unless told, 1,000 at most) in the order of `ids`. */
    inBatches: (ids: readonly string[], batchSize = BATCH) => rowsInBatches(store, ids, batchSize),
    /** One part's templates of at most 200 students with consent in force, in one statement. */
    forStudents: (studentIds: readonly string[], part: WantedPart): Promise<SealedTemplate[]> =>
      forStudents(store, studentIds, part),
    /** One template each of people elsewhere who stand for others beside a small roster. */
    cohort: (request: CohortRequest): Promise<SealedTemplate[]> => cohortOf(store, request),
    /** `of` is a course or CAMPUS. Zeros when there is no such course. */
    galleryVersion: (of: string): Promise<GalleryVersion> => galleryVersionOf(store, of),
    countByStudent: (studentId: string): Promise<number> =>
      store.read((manager) => manager.countBy(templateTable, { studentId })),
  };
}

/**
 * First the ids, from indexes alone, then the rows of 64 ids at a time: a sort never carries templates, and no connection is
 * held while a batch is in use. A template that goes meanwhile is left out; what comes meanwhile shows in the gallery's version.
 */
async function* readBatches(store: Store, of: string, engine: string): AsyncGenerator<SealedTemplate[]> {
  const refs = await templateRefs(store, of, { engine });
  yield* rowsInBatches(
    store,
    refs.map(({ id }) => id),
    BATCH,
  );
}

/** One batch is read while the one before is in use. */
async function* rowsInBatches(
  store: Store,
  ids: readonly string[],
  batchSize: number,
): AsyncGenerator<SealedTemplate[]> {
  const size = Math.min(batchSize, LARGEST_BATCH);
  let ahead = rowsOf(store, ids.slice(0, size));
  for (let from = 0; from < ids.length; from += size) {
    const rows = await ahead;
    ahead = rowsOf(store, ids.slice(from + size, from + 2 * size));
    // Whoever asks for it hears of it; a caller who stops before does not.
    ahead.catch(() => undefined);
    yield rows;
  }
}

/** In the order of `ids`. */
async function rowsOf(store: Store, ids: readonly string[]): Promise<SealedTemplate[]> {
  if (ids.length === 0) return [];
  const rows: SealedTemplate[] = await store.read((manager) =>
    manager.query(`SELECT ${COLUMNS} FROM templates t WHERE t.id IN (?)`, [ids]),
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id)).filter((row) => row !== undefined);
}

/** Of every version unless one is given. */
async function templateRefs(
  store: Store,
  of: string,
  { engine, modelVersion }: Pick<WantedPart, 'engine'> & Partial<WantedPart>,
): Promise<TemplateRef[]> {
  const isCampus = of === CAMPUS;
  const longest = isCampus ? LONGEST_CAMPUS : LONGEST_GALLERY;
  const from = isCampus
    ? 'templates t FORCE INDEX (ix_templates__student_id) WHERE t.engine = ?'
    : `roster_entries r JOIN templates t ON t.student_id = r.student_id AND t.engine = ? WHERE r.course_id = ?`;
  const ofVersion = modelVersion === undefined ? '' : 'AND t.model_version = ?';
  const values = [engine, ...(isCampus ? [] : [of]), ...(modelVersion === undefined ? [] : [modelVersion])];
  const rows: TemplateRef[] = await store.read((manager) =>
    manager.query(
      `SELECT t.id, t.student_id AS studentId FROM ${from} ${ofVersion} AND ${HAS_CONSENT}
       ORDER BY t.student_id, t.id LIMIT ?`,
      [...values, longest + 1],
    ),
  );
  if (rows.length > longest) throw new RangeError(`a gallery has at most ${longest} templates`);
  return rows;
}

async function countLacking(store: Store, of: string, parts: readonly WantedPart[]): Promise<number> {
  if (parts.length === 0) return 0;
  const isCampus = of === CAMPUS;
  const from = isCampus
    ? 'templates t FORCE INDEX (ix_templates__student_id) WHERE'
    : 'roster_entries r JOIN templates t ON t.student_id = r.student_id WHERE r.course_id = ? AND';
  const isLacking = parts.map(() => 'SUM(t.engine = ? AND t.model_version = ?) = 0').join(' OR ');
  const rows: { count: string | number }[] = await store.read((manager) =>
    manager.query(
      `SELECT COUNT(*) AS count FROM (
         SELECT t.student_id FROM ${from} ${HAS_CONSENT} GROUP BY t.student_id HAVING ${isLacking}
       ) lacking`,
      [...(isCampus ? [] : [of]), ...parts.flatMap(({ engine, modelVersion }) => [engine, modelVersion])],
    ),
  );
  return Number(rows[0]?.count ?? 0);
}

function forStudents(
  store: Store,
  studentIds: readonly string[],
  { engine, modelVersion }: WantedPart,
): Promise<SealedTemplate[]> {
  if (studentIds.length > MOST_STUDENTS) {
    throw new RangeError(`templates of at most ${MOST_STUDENTS} students are read at once`);
  }
  if (studentIds.length === 0) return Promise.resolve([]);
  return store.read((manager) =>
    manager.query(
      `SELECT ${COLUMNS} FROM templates t WHERE t.student_id IN (?) AND t.engine = ? AND t.model_version = ?
         AND ${HAS_CONSENT}
       ORDER BY t.student_id, t.id`,
      [studentIds, engine, modelVersion],
    ),
  );
}
