import type { EntityManager, EntitySchema } from 'typeorm';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type RosterEntry, rosterTable } from '../tables/roster-entry.ts';
import { type Student, studentTable } from '../tables/student.ts';
import { bumpGalleries, coursesOfStudent } from './galleries.ts';
import { readPage } from './keyset.ts';

export type RosterItem = RosterEntry & { readonly student: Student };
export type Rosters = ReturnType<typeof createRosters>;

const byNumber: Order<RosterItem> = {
  list: 'roster',
  kinds: ['text'],
  keyOf: (item) => [item.student.number],
};

export function createRosters(store: Store) {
  return {
    /** Those already on it stay as they are. Throws MissingReference on `courseId` or `studentId`. */
    add: (courseId: string, studentIds: readonly string[]): Promise<{ added: number }> =>
      store.write((manager) => addEntries(manager, courseId, studentIds), { idempotent: true }),
    /** False when the student is not on it. Attendance records of the course stay. */
    remove: (courseId: string, studentId: string): Promise<boolean> =>
      store.write(async (manager) => {
        const { affected } = await manager.delete(rosterTable, { courseId, studentId });
        if (affected) await bumpGalleries(manager, [courseId]);
        return Boolean(affected);
      }),
    /** In the order of student numbers. */
    list: (courseId: string, request: PageRequest = {}) =>
      store.read((manager) => {
        const query = manager
          .createQueryBuilder<RosterItem>(rosterTable as EntitySchema<RosterItem>, 'r')
          .innerJoinAndMapOne('r.student', studentTable.options.name, 's', 's.id = r.studentId')
          .where('r.courseId = :courseId', { courseId });
        return readPage(query, byNumber, ['s.number'], request);
      }),
    coursesOf: (studentId: string): Promise<string[]> =>
      store.read((manager) => coursesOfStudent(manager, studentId)),
  };
}

async function addEntries(manager: EntityManager, courseId: string, studentIds: readonly string[]) {
  const now = new Date();
  let added = 0;
  for (const studentId of [...new Set(studentIds)].toSorted()) {
    const known = await manager.existsBy(rosterTable, { courseId, studentId });
    if (known) continue;
    // Another process may have added it since: then one row counts as changed neither way.
    const result: { affectedRows: number } = await manager.query(
      `INSERT INTO roster_entries (course_id, student_id, created_at) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE course_id = course_id`,
      [courseId, studentId, now],
    );
    added += result.affectedRows > 0 ? 1 : 0;
  }
  if (added > 0) await bumpGalleries(manager, [courseId]);
  return { added };
}
