import type { ClassSession } from '@hadir/db';
import { resolveTimes } from '../series/local-times.ts';
import { toCampusTime } from '../shared/campus-time.ts';
import type { PlannedChange } from './plan.ts';
import type { Found } from './timetable-ground.ts';

/** A row for one date and the session that it stands for; `before` is null for one that is new. */
export type SinglePlan = {
  readonly found: Found;
  readonly before: ClassSession | null;
  readonly after: Pick<ClassSession, 'courseId' | 'roomId' | 'startsAt' | 'endsAt'>;
};

/** Pairs rows with the course's sessions of that day that belong to no series: those of the same start first. */
export function pairSingles(
  rows: readonly Found[],
  sessions: readonly ClassSession[],
  timeZone: string,
): readonly SinglePlan[] {
  const free = new Set(sessions.filter(({ seriesId }) => seriesId === null));
  const plans = rows.map((found): SinglePlan => ({ found, before: null, after: wanted(found, timeZone) }));
  const take = (plan: SinglePlan, fits: (one: ClassSession) => boolean): SinglePlan => {
    if (plan.before) return plan;
    const before = [...free].find((one) => one.courseId === plan.after.courseId && fits(one)) ?? null;
    if (before) free.delete(before);
    return { ...plan, before };
  };
  return plans
    .map((plan) => take(plan, ({ startsAt }) => startsAt.getTime() === plan.after.startsAt.getTime()))
    .map((plan) => take(plan, ({ startsAt }) => dayOf(startsAt, timeZone) === plan.found.row.date));
}

function wanted({ row, course, room }: Found, timeZone: string): SinglePlan['after'] {
  return { courseId: course.id, roomId: room.id, ...resolveTimes(row.date ?? '', row, timeZone) };
}

/** Undefined when the session is as the row wants it. */
export function singleChange(
  { found, before, after }: SinglePlan,
  roomName: (id: string) => string,
  timeZone: string,
): PlannedChange | undefined {
  const { row, course } = found;
  const will = shown(after, roomName, timeZone);
  const key = `${course.code} ${row.date} ${row.startsLocal}`;
  if (!before) return { row: row.row, action: 'create', subject: 'session', key, before: null, after: will };
  const was = shown(before, roomName, timeZone);
  if (Object.keys(will).every((field) => was[field] === will[field])) return undefined;
  return { row: row.row, action: 'change', subject: 'session', key, before: was, after: will };
}

function shown(
  { roomId, startsAt, endsAt }: SinglePlan['after'],
  roomName: (id: string) => string,
  timeZone: string,
): Record<string, string | null> {
  return {
    room: roomName(roomId),
    start: toCampusTime(startsAt, timeZone).slice(0, 16),
    end: toCampusTime(endsAt, timeZone).slice(0, 16),
  };
}

function dayOf(at: Date, timeZone: string): string {
  return toCampusTime(at, timeZone).slice(0, 10);
}
