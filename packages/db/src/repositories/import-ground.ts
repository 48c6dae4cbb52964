import { type EntityManager, type EntitySchema, In, type ObjectLiteral } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type Course, courseTable } from '../tables/course.ts';
import { type Room, roomTable } from '../tables/room.ts';
import { type RosterEntry, rosterTable } from '../tables/roster-entry.ts';
import { type Semester, semesterTable } from '../tables/semester.ts';
import { type Student, studentTable } from '../tables/student.ts';
import { type User, userTable } from '../tables/user.ts';
import { LONGEST_IMPORT } from './import-students.ts';

export type RosterPlace = Pick<RosterEntry, 'courseId' | 'studentId' | 'groupName'> & {
  readonly number: string;
};
export type ImportGround = ReturnType<typeof createImportGround>;

const KEYS_PER_STATEMENT = 500;
/** Places on the rosters of one import's courses. */
export const MOST_ROSTER_PLACES = 100_000;

/** What an import is compared with. Each list of keys is bounded by the import's rows. */
export function createImportGround(store: Store) {
  const byKeys = <Row extends ObjectLiteral>(
    table: EntitySchema<Row>,
    column: string,
    keys: readonly string[],
  ): Promise<Row[]> => store.read((manager) => findByKeys(manager, table, column, keys));
  return {
    students: (numbers: readonly string[]): Promise<Student[]> => byKeys(studentTable, 'number', numbers),
    courses: (codes: readonly string[]): Promise<Course[]> => byKeys(courseTable, 'code', codes),
    rooms: (names: readonly string[]): Promise<Room[]> => byKeys(roomTable, 'name', names),
    users: (emails: readonly string[]): Promise<User[]> => byKeys(userTable, 'email', emails),
    semesters: (ids: readonly string[]): Promise<Semester[]> => byKeys(semesterTable, 'id', ids),
    /** Throws RangeError above MOST_ROSTER_PLACES. */
    rosters: (courseIds: readonly string[]): Promise<RosterPlace[]> =>
      store.read((manager) => placesOf(manager, courseIds)),
    lecturers: (courseIds: readonly string[]): Promise<{ courseId: string; userId: string }[]> =>
      store.read(async (manager) =>
        courseIds.length === 0
          ? []
          : manager.query(
              'SELECT course_id AS courseId, user_id AS userId FROM course_lecturers WHERE course_id IN (?) LIMIT 20000',
              [[...courseIds]],
            ),
      ),
  };
}

async function findByKeys<Row extends ObjectLiteral>(
  manager: EntityManager,
  table: EntitySchema<Row>,
  column: string,
  keys: readonly string[],
): Promise<Row[]> {
  const wanted = [...new Set(keys)].toSorted();
  if (wanted.length > LONGEST_IMPORT) throw new RangeError(`an import holds at most ${LONGEST_IMPORT} rows`);
  const rows: Row[] = [];
  for (let from = 0; from < wanted.length; from += KEYS_PER_STATEMENT) {
    const where = { [column]: In(wanted.slice(from, from + KEYS_PER_STATEMENT)) };
    rows.push(...(await manager.findBy(table, where as never)));
  }
  // Keys that the collation takes for one find the same row in several parts.
  return [...new Map(rows.map((row) => [(row as { id?: string }).id, row])).values()];
}

async function placesOf(manager: EntityManager, courseIds: readonly string[]): Promise<RosterPlace[]> {
  if (courseIds.length === 0) return [];
  const places: RosterPlace[] = await manager.query(
    `SELECT r.course_id AS courseId, r.student_id AS studentId, r.group_name AS groupName, s.number
     FROM ${rosterTable.options.tableName} r JOIN students s ON s.id = r.student_id
     WHERE r.course_id IN (?) ORDER BY r.course_id, s.number LIMIT ?`,
    [[...courseIds].toSorted(), MOST_ROSTER_PLACES + 1],
  );
  if (places.length > MOST_ROSTER_PLACES)
    throw new RangeError(`these rosters hold more than ${MOST_ROSTER_PLACES} places`);
  return places;
}
