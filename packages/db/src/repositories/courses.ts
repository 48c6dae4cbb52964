import { In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Course, courseTable } from '../tables/course.ts';
import { createCrud, type Patch } from './crud.ts';
import { bumpGalleries } from './galleries.ts';
import { readPage } from './keyset.ts';

export type NewCourse = Pick<Course, 'code' | 'name'> & { readonly semesterId?: string | null | undefined };
export type CourseList = PageRequest & { readonly semesterId?: string | undefined };
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
        const query = manager.createQueryBuilder(courseTable, 'c');
        if (request.semesterId) query.where('c.semesterId = :semesterId', { semesterId: request.semesterId });
        return readPage(query, byCode, ['c.code'], request);
      }),
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
