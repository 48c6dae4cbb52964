import { type EntityManager, type EntitySchema, In, type ObjectLiteral } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { type Course, courseTable } from '../tables/course.ts';
import { type Room, roomTable } from '../tables/room.ts';
import { type RosterEntry, rosterTable } from '../tables/roster-entry.ts';
import { type Semester, semesterTable } from '../tables/semester.ts';
import { type SessionSeries, seriesTable } from '../tables/session-series.ts';
import { type Student, studentTable } from '../tables/student.ts';
import { type User, userTable } from '../tables/user.ts';
import { LONGEST_IMPORT } from './import-students.ts';

export type RosterPlace = Pick<RosterEntry, 'courseId' | 'studentId' | 'groupName'> & {
  readonly number: string;
};
export type ImportGround = ReturnType<typeof createImportGround>;

const KEYS_PER_STATEMENT = 500;
/** Sessions of one import's rooms or courses in its span. */
const MOST_IMPORT_SESSIONS = 50_000;
/** Places on the rosters of one import's courses. */
const MOST_ROSTER_PLACES = 100_000;

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
    series: (courseIds: readonly string[]): Promise<SessionSeries[]> =>
      byKeys(seriesTable, 'courseId', courseIds),
    /** Sessions that are not cancelled and lie between, in these rooms or of these courses. Throws RangeError above MOST_IMPORT_SESSIONS. */
    sessions: (where: SessionsWhere): Promise<ClassSession[]> =>
      store.read((manager) => sessionsWhere(manager, where)),
    /** Holds the rooms of these names alone to the end of the transaction, so that nothing else is planned in them. Ask this first. */
    holdRooms: (names: readonly string[]): Promise<void> =>
      store.write(async (manager) => {
        if (names.length === 0) return;
        await manager.query('SELECT id FROM rooms WHERE name IN (?) ORDER BY id FOR UPDATE', [
          [...new Set(names)],
        ]);
      }),
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

type SessionsWhere = {
  readonly roomIds: readonly string[];
  readonly courseIds: readonly string[];
  readonly from: Date;
  readonly to: Date;
};

async function sessionsWhere(
  manager: EntityManager,
  { roomIds, courseIds, from, to }: SessionsWhere,
): Promise<ClassSession[]> {
  const sessions = await manager
    .createQueryBuilder(sessionTable, 's')
    .where("s.status = 'scheduled' AND s.startsAt < :to AND s.endsAt > :from", { from, to })
    .andWhere('(s.roomId IN (:...roomIds) OR s.courseId IN (:...courseIds))', {
      roomIds: ['', ...roomIds],
      courseIds: ['', ...courseIds],
    })
    .limit(MOST_IMPORT_SESSIONS + 1)
    .getMany();
  if (sessions.length > MOST_IMPORT_SESSIONS)
    throw new RangeError(`these rooms and courses have more than ${MOST_IMPORT_SESSIONS} sessions`);
  return sessions;
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
