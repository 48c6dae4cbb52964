import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Course, courseTable } from '../tables/course.ts';
import { createCrud, type Patch } from './crud.ts';
import { bumpGalleries } from './galleries.ts';
import { readPage } from './keyset.ts';

export type NewCourse = Pick<Course, 'code' | 'name'> & { readonly semesterId?: string | null | undefined };
export type CourseList = PageRequest & {
  readonly semesterId?: string | undefined;
  /** A part of the name, or the start of the code. */
  readonly search?: string | undefined;
  /** Those of this code and after it. */
  readonly fromCode?: string | undefined;
  /** These alone; an empty list finds nothing. */
  readonly ids?: readonly string[] | undefined;
};
export type CourseCounts = { readonly students: number; readonly sessions: number };
export type Courses = ReturnType<typeof createCourses>;

const byCode: Order<Course> = { list: 'courses', kinds: ['text'], keyOf: (course) => [course.code] };

export function createCourses(store: Store) {
  const crud = createCrud(store, courseTable);
  return {
    /** Throws UniqueViolation on `code`, MissingReference on `semesterId`. */
    create: (course: NewCourse) =>
      crud.insert({
        id: uuidv7(),
        code: course.code,
        name: course.name,
        semesterId: course.semesterId ?? null,
        galleryVersion: 1,
        createdAt: new Date(),
      }),
    find: crud.find,
    /** Those of `ids` that there are, each by its id. */
    byIds: (ids: readonly string[]): Promise<Map<string, Course>> =>
      store.read(async (manager) => {
        const rows = await manager.findBy(courseTable, { id: In([...ids]) });
        return new Map(rows.map((row) => [row.id, row]));
      }),
    findByCode: (code: string): Promise<Course | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(courseTable, { code })) ?? undefined),
    update: (id: string, patch: Patch<Course, 'code' | 'name' | 'semesterId'>) => crud.update(id, patch),
    /** Its roster goes with it. Throws StillReferenced while it has class sessions. */
    remove: crud.remove,
    list: (request: CourseList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(courseTable, 'c').setParameters({
          ...request,
          starts: `${escaped(request.search)}%`,
          contains: `%${escaped(request.search)}%`,
        });
        for (const condition of conditions(request)) query.andWhere(condition);
        return readPage(query, byCode, ['c.code'], request);
      }),
    /** How many students and sessions each of these courses (at most 200) has; cancelled sessions are not counted. */
    counts: (ids: readonly string[]): Promise<Map<string, CourseCounts>> =>
      store.read((manager) => countCourses(manager, ids)),
    /** 0 when there is no such course; otherwise 1 or more, growing with each change of the gallery. */
    galleryVersion: (courseId: string): Promise<number> =>
      store.read(async (manager) => {
        const rows: { version: number }[] = await manager.query(
          'SELECT gallery_version AS version FROM courses WHERE id = ?',
          [courseId],
        );
        return rows[0]?.version ?? 0;
      }),
    bumpGallery: (courseIds: readonly string[]): Promise<void> =>
      store.write((manager) => bumpGalleries(manager, courseIds), { idempotent: true }),
  };
}

function conditions({ semesterId, search, ids, fromCode }: CourseList): string[] {
  return [
    semesterId ? 'c.semesterId = :semesterId' : '',
    search ? '(c.code LIKE :starts OR c.name LIKE :contains)' : '',
    fromCode === undefined ? '' : 'c.code >= :fromCode',
    ids ? (ids.length > 0 ? 'c.id IN (:...ids)' : '1 = 0') : '',
  ].filter((condition) => condition !== '');
}

/** LIKE's own characters mean themselves. */
function escaped(text = ''): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

async function countCourses(
  manager: EntityManager,
  ids: readonly string[],
): Promise<Map<string, CourseCounts>> {
  if (ids.length === 0) return new Map();
  const rows: { id: string; students: string; sessions: string }[] = await manager.query(
    `SELECT c.id,
       (SELECT COUNT(*) FROM roster_entries r WHERE r.course_id = c.id) AS students,
       (SELECT COUNT(*) FROM class_sessions s WHERE s.course_id = c.id AND s.status = 'scheduled') AS sessions
     FROM courses c WHERE c.id IN (?)`,
    [ids],
  );
  return new Map(
    rows.map(({ id, students, sessions }) => [
      id,
      { students: Number(students), sessions: Number(sessions) },
    ]),
  );
}
