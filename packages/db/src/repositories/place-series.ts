import type { EntityManager } from 'typeorm';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import type { Holiday } from '../tables/holiday.ts';
import type { SessionSeries } from '../tables/session-series.ts';
import { cancelledEvents, movedEvents, restored } from './change-session.ts';
import { onHoliday } from './holidays.ts';
import { appendEvents } from './outbox.ts';
import { assertRoomFree, holdRoom } from './room-time.ts';
import { newRow } from './sessions.ts';

/** One day of a pattern: when it is held there, and the holiday that it falls on. */
export type PatternDay = {
  readonly on: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly holiday: Pick<Holiday, 'id' | 'name'> | null;
};
export type PlacedRule = Pick<
  ClassSession,
  'opensBeforeMinutes' | 'lateAfterMinutes' | 'closesAfterMinutes' | 'earlyLeaveMinutes' | 'requiredSightings'
>;
export type Placing = {
  readonly days: readonly PatternDay[];
  /** What new sessions take. */
  readonly rule: PlacedRule;
  readonly now: Date;
  /** Also makes sessions that have begun or are over. */
  readonly includePast?: boolean | undefined;
  readonly allowOverlap?: boolean | undefined;
};
/** Ids of sessions by what became of them. */
export type Placed = {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly cancelled: readonly string[];
  readonly restored: readonly string[];
  readonly removed: readonly string[];
  /** Days that lie behind and were not made. */
  readonly pastDays: number;
  readonly holidays: number;
};

/** What is to be done to each session, in the order in which it is done. */
type Plan = {
  readonly create: ClassSession[];
  readonly change: { readonly from: ClassSession; readonly to: ClassSession }[];
  readonly cancel: ClassSession[];
  readonly restore: ClassSession[];
  readonly remove: ClassSession[];
  pastDays: number;
  holidays: number;
};

/**
 * Makes the sessions of a series those of `days`, and can run again: it makes what is missing, moves what lies elsewhere and
 * removes what the pattern no longer names. It leaves alone what has begun, what was moved by itself and what was cancelled
 * by hand; what has attendance already is cancelled and not removed.
 */
export async function placeSeries(
  manager: EntityManager,
  series: SessionSeries,
  placing: Placing,
): Promise<Placed> {
  if (placing.days.length > 0) await holdRoom(manager, series.roomId);
  const existing = await manager
    .createQueryBuilder(sessionTable, 's')
    .where('s.seriesId = :id', { id: series.id })
    .orderBy('s.id')
    .setLock('pessimistic_write')
    .getMany();
  const plan = planOf(series, existing, placing);
  const held = [...plan.create, ...plan.change.map(({ to }) => to), ...plan.restore];
  if (!(placing.allowOverlap || series.allowOverlap) && held.length > 0) {
    await assertRoomFree(
      manager,
      held,
      existing.map(({ id }) => id),
    );
  }
  return carryOut(manager, plan, placing.now);
}

function planOf(series: SessionSeries, existing: readonly ClassSession[], placing: Placing): Plan {
  const plan: Plan = {
    create: [],
    change: [],
    cancel: [],
    restore: [],
    remove: [],
    pastDays: 0,
    holidays: 0,
  };
  const byDay = new Map(existing.map((session) => [session.occurrenceOn, session]));
  for (const day of placing.days) planDay(plan, series, byDay.get(day.on), day, placing);
  const wanted = new Set(placing.days.map(({ on }) => on));
  const gone = ({ occurrenceOn, startsAt }: ClassSession) =>
    startsAt > placing.now && !wanted.has(occurrenceOn ?? '');
  plan.remove.push(...existing.filter(gone));
  return plan;
}

function planDay(
  plan: Plan,
  series: SessionSeries,
  session: ClassSession | undefined,
  day: PatternDay,
  { rule, now, includePast = false }: Placing,
): void {
  if (session) planExisting(plan, series, session, day, now);
  else if (day.holiday) plan.holidays += 1;
  else if (day.startsAt <= now && !includePast) plan.pastDays += 1;
  else
    plan.create.push(newRow({ ...placeOf(series, day), ...rule, seriesId: series.id, occurrenceOn: day.on }));
}

function planExisting(
  plan: Plan,
  series: SessionSeries,
  session: ClassSession,
  day: PatternDay,
  now: Date,
): void {
  const isByHand = session.status === 'cancelled' ? session.holidayId === null : session.hasOwnTimes === 1;
  if (session.startsAt <= now || isByHand) return;
  const placed = { ...session, ...(session.hasOwnTimes === 1 ? {} : placeOf(series, day)) };
  if (day.holiday) {
    if (session.status === 'scheduled') plan.cancel.push(onHoliday(placed, day.holiday, now));
    return;
  }
  if (session.status === 'cancelled')
    plan.restore.push({ ...placed, ...restored(now), sequence: session.sequence + 1 });
  else if (differs(session, placed)) {
    const to = { ...placed, movedFrom: null, sequence: session.sequence + 1, changedAt: now };
    plan.change.push({ from: session, to });
  }
}

function placeOf(series: SessionSeries, { startsAt, endsAt }: PatternDay) {
  const { courseId, roomId, scope } = series;
  return { courseId, roomId, scope, startsAt, endsAt };
}

function differs(one: ClassSession, other: ClassSession): boolean {
  const text = ({ courseId, roomId, scope, startsAt, endsAt }: ClassSession) =>
    JSON.stringify([courseId, roomId, scope, startsAt, endsAt]);
  return text(one) !== text(other);
}

async function carryOut(manager: EntityManager, plan: Plan, now: Date): Promise<Placed> {
  const kept = await withAttendance(manager, plan.remove);
  const removed = plan.remove.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  const cancelled = [
    ...plan.cancel,
    ...plan.remove
      .filter(({ id, status }) => kept.has(id) && status === 'scheduled')
      .map((one) => withdrawn(one, now)),
  ];
  if (removed.length > 0) await manager.delete(sessionTable, removed);
  for (const row of [...cancelled, ...plan.restore, ...plan.change.map(({ to }) => to)]) {
    await manager.update(sessionTable, { id: row.id }, { ...row });
  }
  if (plan.create.length > 0)
    await manager.insert(
      sessionTable,
      plan.create.map((row) => ({ ...row })),
    );
  await appendEvents(manager, [
    ...plan.change.flatMap(({ from, to }) => movedEvents(from, to, now)),
    ...cancelledEvents(
      [...cancelled, ...plan.remove.filter(({ id, status }) => !kept.has(id) && status === 'scheduled')],
      now,
    ),
  ]);
  const ids = (rows: readonly ClassSession[]) => rows.map(({ id }) => id);
  return {
    created: ids(plan.create),
    changed: ids(plan.change.map(({ to }) => to)),
    cancelled: ids(cancelled),
    restored: ids(plan.restore),
    removed,
    pastDays: plan.pastDays,
    holidays: plan.holidays,
  };
}

/** Those that somebody was excused from, or that a person or a camera has written of. */
async function withAttendance(
  manager: EntityManager,
  sessions: readonly ClassSession[],
): Promise<Set<string>> {
  if (sessions.length === 0) return new Set();
  const ids = sessions.map(({ id }) => id);
  const rows: { id: string }[] = await manager.query(
    `SELECT DISTINCT session_id AS id FROM attendance_records WHERE session_id IN (?)
     UNION SELECT DISTINCT session_id AS id FROM sightings WHERE session_id IN (?)
     UNION SELECT DISTINCT session_id AS id FROM excuses WHERE withdrawn_at IS NULL AND session_id IN (?)`,
    [ids, ids, ids],
  );
  return new Set(rows.map(({ id }) => id));
}

function withdrawn(session: ClassSession, now: Date): ClassSession {
  return {
    ...session,
    status: 'cancelled',
    cancelReason: 'no longer in the timetable',
    cancelledAt: now,
    holidayId: null,
    sequence: session.sequence + 1,
    changedAt: now,
  };
}
