import { type ClassSession, type Course, folded, type Repositories, type SessionSeries } from '@hadir/db';
import { toCampusTime } from '../shared/campus-time.ts';
import type { PlanContext } from './kinds.ts';
import { createRoomBook, type Meeting, meetingsOf } from './meetings.ts';
import { withoutDoubles } from './people-rows.ts';
import { countsOf, type Plan, type PlannedChange } from './plan.ts';
import { pairSeries, type SeriesPlan, seriesChange, seriesRemoval, wantedSeries } from './plan-series.ts';
import { pairSingles, type SinglePlan, singleChange } from './plan-singles.ts';
import { type Problem, problem } from './problem.ts';
import { type Found, findAll, readGround, readSessions, type TimetableGround } from './timetable-ground.ts';
import type { TimetableRow, TimetableRows } from './timetable-rows.ts';

export type TimetableWork = {
  readonly series: readonly SeriesPlan[];
  readonly singles: readonly SinglePlan[];
  readonly remove: readonly { readonly series: SessionSeries; readonly course: Course }[];
  readonly lecturers: readonly { readonly courseId: string; readonly userId: string }[];
};
type Context = Pick<PlanContext, 'removeMissing' | 'timeZone' | 'now'>;

/** What is not in the file stays, but for weekly series of its courses when `removeMissing` says so. */
export async function planTimetable(
  repositories: Repositories,
  { rows, problems }: TimetableRows,
  context: Context,
): Promise<Plan<TimetableWork>> {
  const single = withoutDoubles(rows, keyOf, isSame, ({ course }) => `a meeting of ${course} at that time`);
  const ground = await readGround(repositories, single.rows);
  const named = findAll(ground, single.rows);
  const weekly = planWeekly(named.found, ground, context);
  const sessions = await sessionsAbout(repositories, named.found, weekly.plans, context);
  const dated = named.found.filter(({ row }) => row.date !== undefined);
  const singles = pairSingles(dated, sessions, context.timeZone);
  const names = new Map(named.found.map(({ room }) => [room.id, room.name]));
  const roomName = (id: string): string => names.get(id) ?? 'another room';
  const changed = singles.filter((plan) => singleChange(plan, roomName, context.timeZone));
  const change = {
    series: weekly.plans.filter((plan) => seriesChange(plan, roomName)),
    singles: changed.filter((plan) => !liesBehind(plan, context.now)),
  };
  const lecturers = newLecturers(named.found, ground);
  const changes: PlannedChange[] = [
    ...change.series.flatMap((plan) => seriesChange(plan, roomName) ?? []),
    ...change.singles.flatMap((plan) => singleChange(plan, roomName, context.timeZone) ?? []),
    ...weekly.remove.map(({ series, course }) => seriesRemoval(course.code, series, roomName)),
    ...lecturers.map(({ change: each }) => each),
  ];
  const work: TimetableWork = {
    ...change,
    remove: weekly.remove,
    lecturers: lecturers.map(({ courseId, userId }) => ({ courseId, userId })),
  };
  const codes = new Map(named.found.map(({ course }) => [course.id, course.code]));
  const clashes = await clashesOf(repositories, work, sessions, { roomName, codes }, context);
  return {
    problems: [
      ...problems,
      ...single.problems,
      ...named.problems,
      ...weekly.problems,
      ...changed.filter((plan) => liesBehind(plan, context.now)).map(leftOut),
      ...clashes,
    ],
    changes,
    counts: countsOf(changes, {
      ...(weekly.plans.length > 0 ? { series: weekly.plans.length - change.series.length } : {}),
      ...(singles.length > 0 ? { session: singles.length - change.singles.length } : {}),
    }),
    work,
  };
}

function keyOf({ course, weekday, date, startsLocal, from = '' }: TimetableRow): string {
  return [folded(course), date ?? weekday, startsLocal, from].join('\n');
}

function isSame(a: TimetableRow, b: TimetableRow): boolean {
  return JSON.stringify({ ...a, row: 0 }) === JSON.stringify({ ...b, row: 0 });
}

function planWeekly(found: readonly Found[], ground: TimetableGround, { removeMissing }: Context) {
  const problems: Problem[] = [];
  const wanted = new Map<Found, Exclude<ReturnType<typeof wantedSeries>, Problem>>();
  for (const each of found.filter(({ row }) => row.date === undefined)) {
    const series = wantedSeries(each, ground);
    if ('code' in series) problems.push(series);
    else wanted.set(each, series);
  }
  const plans: SeriesPlan[] = [];
  const remove: { series: SessionSeries; course: Course }[] = [];
  for (const course of new Set([...wanted.keys()].map((each) => each.course))) {
    const rows = [...wanted.keys()].filter((each) => each.course === course);
    const paired = pairSeries(rows, ground.seriesOf(course), (each) => wanted.get(each) as never);
    plans.push(...paired.plans);
    if (removeMissing) remove.push(...paired.leftOver.map((series) => ({ series, course })));
    else problems.push(...paired.leftOver.map((series) => stays(course, series)));
  }
  return { plans, remove, problems };
}

function stays({ code }: Course, { startsLocal, weekdays }: SessionSeries): Problem {
  const message = `${code} also has a series on day ${weekdays[0]} at ${startsLocal} that the file does not name: it stays, unless what is missing is to be removed`;
  return problem('not-in-file', message);
}

async function sessionsAbout(
  repositories: Repositories,
  found: readonly Found[],
  plans: readonly SeriesPlan[],
  { timeZone }: Context,
): Promise<ClassSession[]> {
  const days = [
    ...plans.flatMap(({ after }) => [after.fromOn, after.toOn]),
    ...found.flatMap(({ row }) => row.date ?? []),
  ].toSorted();
  const [from, to] = [days[0], days.at(-1)];
  if (from === undefined || to === undefined) return [];
  return readSessions(repositories, found, { from, to }, timeZone);
}

function newLecturers(found: readonly Found[], ground: TimetableGround) {
  const pairs = found.flatMap(({ row, course, lecturers }) =>
    lecturers.map((user) => ({ row: row.row, course, user })),
  );
  const first = new Map(pairs.toReversed().map((pair) => [`${pair.course.id} ${pair.user.id}`, pair]));
  return [...first.values()]
    .filter(({ course, user }) => !ground.teaches(course, user))
    .map(({ row, course, user }) => {
      const key = `${course.code} ${user.email}`;
      const change = { row, action: 'create', subject: 'lecturer', key, before: null, after: {} } as const;
      return { courseId: course.id, userId: user.id, change };
    });
}

/** A session that is over would be closed at once, and everybody absent; one that has begun is not touched. */
function liesBehind({ before, after }: SinglePlan, now: Date): boolean {
  return (before ?? after).startsAt <= now || after.startsAt <= now;
}

function leftOut({ found: { row }, before }: SinglePlan): Problem {
  const message = before
    ? 'the session has begun or is over, and stays as it is'
    : 'the date lies behind, and no session is made; add it by hand if it is meant';
  return problem('lies-behind', message, { row: row.row, column: 'date' });
}

type Names = {
  readonly roomName: (id: string) => string;
  readonly codes: ReadonlyMap<string, string>;
};
type Held = Meeting & { readonly by: string };

/** Two sessions of one room at one time, once all is written: with what stays, and within the file. */
async function clashesOf(
  repositories: Repositories,
  work: TimetableWork,
  sessions: readonly ClassSession[],
  { roomName, codes }: Names,
  { timeZone, now }: Context,
): Promise<Problem[]> {
  const book = createRoomBook<Held>();
  for (const session of sessions)
    if (isKept(session, work, now))
      book.add({ ...session, by: codes.get(session.courseId) ?? 'another course' });
  const problems: Problem[] = [];
  const place = (plan: { readonly found: Found }, meetings: readonly Meeting[]): void => {
    const { row, course } = plan.found;
    const clash = meetings
      .map((meeting) => ({ meeting, held: book.clash(meeting) }))
      .find(({ held }) => held);
    if (clash?.held) {
      const at = toCampusTime(clash.held.startsAt, timeZone).slice(0, 16).replace('T', ' ');
      const message = `room ${roomName(clash.meeting.roomId)} is taken from ${at} by ${clash.held.by}; choose another room or time`;
      problems.push(problem('room-taken', message, { row: row.row, column: 'room' }));
    }
    for (const meeting of meetings) book.add({ ...meeting, by: `${course.code} (row ${row.row})` });
  };
  for (const plan of work.series) {
    const { semesterId } = plan.found.course;
    const meetings = await meetingsOf(repositories, plan.after, semesterId, timeZone);
    place(
      plan,
      meetings.filter(({ startsAt }) => startsAt > now),
    );
  }
  for (const plan of work.singles) place(plan, [plan.after]);
  return problems;
}

/** Sessions that are written anew are no longer where they were. */
function isKept(session: ClassSession, { series, singles, remove }: TimetableWork, now: Date): boolean {
  if (singles.some(({ before }) => before?.id === session.id)) return false;
  const isMoved = [
    ...series.map(({ before }) => before?.id),
    ...remove.map((each) => each.series.id),
  ].includes(session.seriesId ?? '');
  return !isMoved || session.startsAt <= now || session.hasOwnTimes === 1;
}
