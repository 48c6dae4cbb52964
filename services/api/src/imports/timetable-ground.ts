import {
  type ClassSession,
  type Course,
  folded,
  type Repositories,
  type Room,
  type Semester,
  type SessionSeries,
  type User,
} from '@hadir/db';
import { startOfDay } from '../shared/campus-time.ts';
import { noCourse } from './plan-places.ts';
import { type Problem, problem } from './problem.ts';
import type { TimetableRow } from './timetable-rows.ts';

/** What the rows of a timetable are compared with. */
export type TimetableGround = {
  readonly course: (code: string) => Course | undefined;
  readonly room: (name: string) => Room | undefined;
  readonly user: (email: string) => User | undefined;
  readonly semester: (course: Course) => Semester | undefined;
  readonly seriesOf: (course: Course) => readonly SessionSeries[];
  readonly teaches: (course: Course, user: User) => boolean;
};

/** Places that a row names and that are there. */
export type Found = {
  readonly row: TimetableRow;
  readonly course: Course;
  readonly room: Room;
  readonly lecturers: readonly User[];
};

export async function readGround(
  { importGround }: Pick<Repositories, 'importGround'>,
  rows: readonly TimetableRow[],
): Promise<TimetableGround> {
  const courses = await importGround.courses(rows.map(({ course }) => course));
  const rooms = await importGround.rooms(rows.map(({ room }) => room));
  const users = await importGround.users(rows.flatMap(({ lecturers }) => lecturers));
  const ids = courses.map(({ id }) => id);
  const semesters = await importGround.semesters(courses.flatMap(({ semesterId }) => semesterId ?? []));
  const series = await importGround.series(ids);
  const taught = new Set(
    (await importGround.lecturers(ids)).map((each) => `${each.courseId} ${each.userId}`),
  );
  const courseOf = byText(courses, ({ code }) => code);
  const roomOf = byText(rooms, ({ name }) => name);
  const userOf = new Map(users.map((user) => [user.email.toLowerCase(), user]));
  return {
    course: (code) => courseOf.get(folded(code)),
    room: (name) => roomOf.get(folded(name)),
    user: (email) => userOf.get(email),
    semester: ({ semesterId }) => semesters.find(({ id }) => id === semesterId),
    seriesOf: (course) => series.filter(({ courseId }) => courseId === course.id),
    teaches: (course, user) => taught.has(`${course.id} ${user.id}`),
  };
}

/** Sessions of these rooms and courses about these days of the campus. */
export function readSessions(
  { importGround }: Pick<Repositories, 'importGround'>,
  found: readonly Found[],
  span: { readonly from: string; readonly to: string },
  timeZone: string,
): Promise<ClassSession[]> {
  return importGround.sessions({
    roomIds: [...new Set(found.map(({ room }) => room.id))],
    courseIds: [...new Set(found.map(({ course }) => course.id))],
    from: startOfDay(span.from, timeZone, -1),
    to: startOfDay(span.to, timeZone, 2),
  });
}

/** Each row with what it names, and a problem for each name of nothing. */
export function findAll(
  ground: TimetableGround,
  rows: readonly TimetableRow[],
): { readonly found: readonly Found[]; readonly problems: readonly Problem[] } {
  const found = rows.flatMap((row): Found[] => {
    const [course, room] = [ground.course(row.course), ground.room(row.room)];
    const lecturers = row.lecturers.flatMap((email) => teacher(ground, email) ?? []);
    return course && room ? [{ row, course, room, lecturers }] : [];
  });
  return { found, problems: rows.flatMap((row) => missing(ground, row)) };
}

function teacher(ground: TimetableGround, email: string): User | undefined {
  const user = ground.user(email);
  return user?.disabledAt === null ? user : undefined;
}

function missing(ground: TimetableGround, row: TimetableRow): Problem[] {
  const at = (column: string) => ({ row: row.row, column });
  const problems: Problem[] = [];
  if (!ground.course(row.course)) problems.push(noCourse(row.row, row.course));
  if (!ground.room(row.room)) {
    const message = `there is no room ${row.room}; add it with \`hadir room add\`, or mend the name`;
    problems.push(problem('no-such-room', message, at('room')));
  }
  for (const email of row.lecturers.filter((each) => !teacher(ground, each))) {
    const message = `no user ${email} can sign in; add one with the role lecturer, or mend the address`;
    problems.push(problem('no-such-lecturer', message, at('lecturer')));
  }
  return problems;
}

function byText<Row>(rows: readonly Row[], textOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [folded(textOf(row)), row]));
}
