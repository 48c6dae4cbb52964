import { createHash } from 'node:crypto';

export type SemesterPlan = {
  readonly records: number;
  readonly students: number;
  readonly courses: number;
  /** Of each course. */
  readonly sessions: number;
  /** On each roster, as far as there are students. */
  readonly rosterSize: number;
  /** Before numbers, codes and names, so that several semesters can be in one database. */
  readonly prefix: string;
  readonly seed: number;
  /** The Monday of the first week, `YYYY-MM-DD`. */
  readonly startsOn: string;
  /** The campus's clock, in minutes east of UTC. */
  readonly offsetMinutes: number;
};

export type PlanWish = Pick<SemesterPlan, 'records' | 'prefix' | 'seed' | 'startsOn' | 'offsetMinutes'> & {
  readonly students?: number | undefined;
  readonly courses?: number | undefined;
  readonly sessions?: number | undefined;
};

/** Two meetings a week for sixteen weeks. */
const SESSIONS = 32;
const ROSTER = 40;
const COURSES_EACH = 10;
const MEETINGS_A_WEEK = 2;
const SLOTS = ['08:00', '10:00', '13:00', '15:00'] as const;
const DAYS_A_WEEK = 5;
const SESSION_MINUTES = 100;
const DAY_MS = 24 * 60 * 60 * 1000;
/** What a session's id has room for, and what a statement is held to. */
const MOST_SESSIONS = 0xff_ffff;

/** What is not said follows from how many records are wanted. Throws RangeError for what does not fit together. */
export function planSemester(wish: PlanWish): SemesterPlan {
  const sessions = wish.sessions ?? SESSIONS;
  const courses = wish.courses ?? Math.max(1, Math.ceil(wish.records / (sessions * ROSTER)));
  const rosterSize = Math.ceil(wish.records / (courses * sessions));
  const students = wish.students ?? Math.max(rosterSize, Math.ceil((courses * rosterSize) / COURSES_EACH));
  if (rosterSize > students) {
    throw new RangeError(
      `${wish.records} records need ${rosterSize} students on each roster, and there are ${students}`,
    );
  }
  if (courses * sessions > MOST_SESSIONS) throw new RangeError(`at most ${MOST_SESSIONS} sessions`);
  return { ...wish, sessions, courses, rosterSize, students };
}

/** The same for the same seed and prefix: rows of one run are found again in the next. */
export function idOf(plan: SemesterPlan, kind: string, number: number): string {
  const hash = createHash('sha256').update(`${plan.seed}/${plan.prefix}/${kind}/${number}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-7${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

export type PlannedSession = {
  readonly id: string;
  readonly course: number;
  readonly room: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
};

/** How many rooms hold all meetings of a week, one at a time in each. */
export function roomsOf({ courses }: SemesterPlan): number {
  return Math.ceil((courses * MEETINGS_A_WEEK) / (DAYS_A_WEEK * SLOTS.length));
}

/** In the order of starts. Ids grow with time, so that rows are added at the end of their tables. */
export function* plannedSessions(plan: SemesterPlan): Generator<PlannedSession> {
  const perWeek = DAYS_A_WEEK * SLOTS.length;
  const weeks = Math.ceil(plan.sessions / MEETINGS_A_WEEK);
  let made = 0;
  for (let week = 0; week < weeks; week++) {
    for (let slot = 0; slot < perWeek; slot++) {
      const startsAt = startOf(plan, week, slot);
      for (let meeting = slot; meeting < plan.courses * MEETINGS_A_WEEK; meeting += perWeek) {
        if (week * MEETINGS_A_WEEK + (meeting % MEETINGS_A_WEEK) >= plan.sessions) continue;
        yield {
          id: sessionId(startsAt, made++, plan),
          course: Math.floor(meeting / MEETINGS_A_WEEK),
          room: Math.floor(meeting / perWeek),
          startsAt,
          endsAt: new Date(startsAt.getTime() + SESSION_MINUTES * 60_000),
        };
      }
    }
  }
}

function startOf({ startsOn, offsetMinutes }: SemesterPlan, week: number, slot: number): Date {
  const day = Date.parse(startsOn) + (week * 7 + Math.floor(slot / SLOTS.length)) * DAY_MS;
  const [hour = 0, minute = 0] = (SLOTS[slot % SLOTS.length] ?? '').split(':').map(Number);
  return new Date(day + (hour * 60 + minute - offsetMinutes) * 60_000);
}

/** Its last twelve digits are a record's own, by student; here they are zeros. */
function sessionId(startsAt: Date, number: number, { seed, prefix }: SemesterPlan): string {
  const mark = createHash('sha256').update(`${seed}/${prefix}`).digest('hex').slice(0, 4);
  const time = startsAt.getTime().toString(16).padStart(12, '0');
  const order = number.toString(16).padStart(6, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${order.slice(0, 3)}-8${order.slice(3)}-${mark}00000000`;
}
