import type { EntityManager, EntitySchema } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { MissingReference } from '../errors.ts';
import type { Order, PageRequest } from '../page.ts';
import { type RosterEntry, rosterTable } from '../tables/roster-entry.ts';
import { type Student, studentTable } from '../tables/student.ts';
import { changeRoster, type RosterChange } from './change-roster.ts';
import { bumpGalleries, coursesOfStudent } from './galleries.ts';
import { readPage } from './keyset.ts';
import { holdCourse, holdRosterEntries, shareStudents } from './locks.ts';

export type RosterItem = RosterEntry & { readonly student: Student };
export const LONGEST_ROSTER_CHANGE = 5_000;
/** Groups of one course that are listed at most. */
const MOST_GROUPS = 200;
export type RosterGroup = { readonly name: string | null; readonly students: number };
export type RosterList = PageRequest & { readonly group?: string | undefined };
export type Rosters = ReturnType<typeof createRosters>;

const byNumber: Order<RosterItem> = {
  list: 'roster',
  kinds: ['text'],
  keyOf: (item) => [item.student.number],
};

export function createRosters(store: Store) {
  return {
    /**
     * All or none; those already on it stay as they are. Throws MissingReference on `courseId` or `studentId`, RangeError above
     * LONGEST_ROSTER_CHANGE.
     */
    add: (courseId: string, studentIds: readonly string[]): Promise<{ added: number }> =>
      store.write((manager) => addEntries(manager, courseId, studentIds), { idempotent: true }),
    /** All of it or nothing. Throws MissingReference on `courseId` or `studentId`. */
    change: (change: RosterChange): Promise<void> =>
      store.write((manager) => changeRoster(manager, change), { idempotent: true }),
    /** False when the student is not on it. Attendance records of the course stay. */
    remove: (courseId: string, studentId: string): Promise<boolean> =>
      store.write((manager) => removeEntry(manager, courseId, studentId)),
    /** Gives the student another group, or none; undefined when the student is not on the roster. */
    setGroup: (
      courseId: string,
      studentId: string,
      groupName: string | null,
    ): Promise<RosterEntry | undefined> =>
      store.write(
        async (manager) => {
          await manager.update(rosterTable, { courseId, studentId }, { groupName });
          return (await manager.findOneBy(rosterTable, { courseId, studentId })) ?? undefined;
        },
        { idempotent: true },
      ),
    /** The course's groups by name, and how many students each has; null counts those without a group. */
    groups: (courseId: string): Promise<RosterGroup[]> =>
      store.read(async (manager) => {
        const rows: { name: string | null; n: string }[] = await manager.query(
          `SELECT group_name AS name, COUNT(*) AS n FROM roster_entries WHERE course_id = ?
           GROUP BY group_name ORDER BY group_name LIMIT ${MOST_GROUPS}`,
          [courseId],
        );
        return rows.map(({ name, n }) => ({ name, students: Number(n) }));
      }),
    /** In the order of student numbers, of one group or of all. */
    list: (courseId: string, request: RosterList = {}) =>
      store.read((manager) => {
        const query = manager
          .createQueryBuilder<RosterItem>(rosterTable as EntitySchema<RosterItem>, 'r')
          .innerJoinAndMapOne('r.student', studentTable.options.name, 's', 's.id = r.studentId')
          .where('r.courseId = :courseId', { courseId });
        if (request.group !== undefined) query.andWhere('r.groupName = :group', { group: request.group });
        return readPage(query, byNumber, ['s.number'], request);
      }),
    coursesOf: (studentId: string): Promise<string[]> =>
      store.read((manager) => coursesOfStudent(manager, studentId)),
  };
}

async function addEntries(
  manager: EntityManager,
  courseId: string,
  wanted: readonly string[],
): Promise<{ added: number }> {
  if (wanted.length > LONGEST_ROSTER_CHANGE) {
    throw new RangeError(`at most ${LONGEST_ROSTER_CHANGE} students are added at once`);
  }
  const studentIds = [...new Set(wanted)];
  const existing = await shareStudents(manager, studentIds);
  if (existing.size < studentIds.length) throw new MissingReference('studentId');
  if (!(await holdCourse(manager, courseId))) throw new MissingReference('courseId');
  const listed = await holdRosterEntries(manager, courseId, studentIds);
  const missing = studentIds.filter((id) => !listed.has(id));
  if (missing.length === 0) return { added: 0 };
  const createdAt = new Date();
  await manager.insert(
    rosterTable,
    missing.map((studentId) => ({ courseId, studentId, createdAt })),
  );
  await bumpGalleries(manager, [courseId]);
  return { added: missing.length };
}

async function removeEntry(manager: EntityManager, courseId: string, studentId: string): Promise<boolean> {
  if (!(await holdCourse(manager, courseId))) return false;
  const { affected } = await manager.delete(rosterTable, { courseId, studentId });
  if (affected) await bumpGalleries(manager, [courseId]);
  return Boolean(affected);
}
