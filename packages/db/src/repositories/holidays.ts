import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { type Holiday, holidayTable } from '../tables/holiday.ts';
import { cancelledEvents, restored } from './change-session.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';
import { appendEvents } from './outbox.ts';

export type NewHoliday = Pick<Holiday, 'name' | 'startsOn' | 'endsOn'> & {
  readonly semesterId?: string | null | undefined;
};
/** Holidays of which some day lies in `from` to `to`, both included; with `semesterId` its own and the campus's. */
export type HolidayList = PageRequest & {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly semesterId?: string | undefined;
};
/** Which sessions a change of holidays touched. */
export type HolidayEffect = { readonly cancelled: string[]; readonly restored: string[] };
export type Holidays = ReturnType<typeof createHolidays>;

/** Holidays that one span is looked up for at most: a day off each day of a year. */
const MOST_HOLIDAYS = 400;

const byStart: Order<Holiday> = {
  list: 'holidays',
  kinds: ['text', 'text'],
  keyOf: (holiday) => [holiday.startsOn, holiday.id],
};

export function createHolidays(store: Store) {
  const crud = createCrud(store, holidayTable);
  return {
    /** Throws MissingReference on `semesterId`, RuleViolation when it ends before it starts. */
    create: (holiday: NewHoliday) =>
      crud.insert({
        id: uuidv7(),
        semesterId: holiday.semesterId ?? null,
        name: holiday.name,
        startsOn: holiday.startsOn,
        endsOn: holiday.endsOn,
        createdAt: new Date(),
      }),
    find: crud.find,
    update: (id: string, patch: Patch<Holiday, keyof NewHoliday>) => crud.update(id, patch),
    remove: crud.remove,
    /** By their first days. */
    list: (request: HolidayList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(holidayTable, 'h').setParameters(request);
        if (request.from) query.andWhere('h.endsOn >= :from');
        if (request.to) query.andWhere('h.startsOn <= :to');
        if (request.semesterId) query.andWhere('(h.semesterId = :semesterId OR h.semesterId IS NULL)');
        return readPage(query, byStart, ['h.startsOn', 'h.id'], request);
      }),
    /** Those that concern a course of this semester (null: of none) on some day of the span; at most 400. */
    between: (from: string, to: string, semesterId: string | null): Promise<Holiday[]> =>
      store.read((manager) =>
        manager
          .createQueryBuilder(holidayTable, 'h')
          .where('h.endsOn >= :from AND h.startsOn <= :to', { from, to })
          .andWhere('(h.semesterId IS NULL OR h.semesterId = :semesterId)', { semesterId })
          .orderBy('h.startsOn')
          .addOrderBy('h.id')
          .limit(MOST_HOLIDAYS)
          .getMany(),
      ),
    /**
     * Cancels the occurrences of series that fall on the holiday and restores those that it cancelled and no longer falls on,
     * unless another holiday does.
     * What has begun, and what was moved or restored by hand, stays as it is.
     */
    apply: (holiday: Holiday, now = new Date()): Promise<HolidayEffect> =>
      store.write((manager) => applyHoliday(manager, holiday, now)),
    /**
     * Restores what the holiday cancelled and has not begun; what lies on another holiday too stays cancelled for that one.
     * Answers what it restored.
     */
    lift: (holidayId: string, now = new Date()): Promise<string[]> =>
      store.write(async (manager) => {
        await manager.query('SELECT id FROM holidays WHERE id = ? FOR UPDATE', [holidayId]);
        const held = await cancelledFor(manager, holidayId, now);
        return restoreAll(manager, held, holidayId, now);
      }),
  };
}

async function applyHoliday(manager: EntityManager, holiday: Holiday, now: Date): Promise<HolidayEffect> {
  const held = await cancelledFor(manager, holiday.id, now);
  const on = await occurrencesOn(manager, holiday);
  const stays = new Set(on.map(({ id }) => id));
  const restoredIds = await restoreAll(
    manager,
    held.filter(({ id }) => !stays.has(id)),
    holiday.id,
    now,
  );
  const touched = on.filter((session) => session.status === 'scheduled' && session.startsAt > now);
  const cancelled = touched
    .filter(({ hasOwnTimes }) => hasOwnTimes === 0)
    .map((session) => onHoliday(session, holiday, now));
  for (const session of cancelled) await manager.update(sessionTable, { id: session.id }, { ...session });
  await appendEvents(manager, cancelledEvents(cancelled, now));
  return { cancelled: cancelled.map(({ id }) => id), restored: restoredIds };
}

/** The session as the holiday leaves it. */
export function onHoliday(session: ClassSession, holiday: Pick<Holiday, 'id' | 'name'>, now: Date) {
  return {
    ...session,
    status: 'cancelled',
    cancelReason: holiday.name,
    cancelledAt: now,
    holidayId: holiday.id,
    sequence: session.sequence + 1,
    changedAt: now,
  } as const satisfies ClassSession;
}

function occurrencesOn(manager: EntityManager, holiday: Holiday): Promise<ClassSession[]> {
  const query = manager
    .createQueryBuilder(sessionTable, 's')
    .where('s.seriesId IS NOT NULL AND s.occurrenceOn BETWEEN :startsOn AND :endsOn', holiday);
  if (holiday.semesterId) {
    query.andWhere('s.courseId IN (SELECT id FROM courses WHERE semester_id = :semesterId)', {
      semesterId: holiday.semesterId,
    });
  }
  return query.orderBy('s.id').setLock('pessimistic_write').getMany();
}

function cancelledFor(manager: EntityManager, holidayId: string, now: Date): Promise<ClassSession[]> {
  return manager
    .createQueryBuilder(sessionTable, 's')
    .where("s.holidayId = :holidayId AND s.status = 'cancelled' AND s.startsAt > :now", { holidayId, now })
    .orderBy('s.id')
    .setLock('pessimistic_write')
    .getMany();
}

/** Restores those that no other holiday covers, and leaves the others to the first one that does. */
async function restoreAll(
  manager: EntityManager,
  sessions: readonly ClassSession[],
  holidayId: string,
  now: Date,
): Promise<string[]> {
  const others = await otherHolidays(manager, sessions, holidayId);
  for (const session of sessions) {
    const other = others.get(session.id);
    const next = other
      ? onHoliday(session, other, now)
      : { ...restored(now), sequence: session.sequence + 1 };
    await manager.update(sessionTable, { id: session.id }, { ...next });
  }
  return sessions.map(({ id }) => id).filter((id) => !others.has(id));
}

/** By session, the first holiday beside this one that covers its day; held against change and removal. */
async function otherHolidays(
  manager: EntityManager,
  sessions: readonly ClassSession[],
  holidayId: string,
): Promise<Map<string, Pick<Holiday, 'id' | 'name'>>> {
  if (sessions.length === 0) return new Map();
  const rows: { sessionId: string; id: string; name: string }[] = await manager.query(
    `SELECT s.id AS sessionId, h.id, h.name FROM class_sessions s JOIN courses c ON c.id = s.course_id
     JOIN holidays h ON h.id <> ? AND s.occurrence_on BETWEEN h.starts_on AND h.ends_on
       AND (h.semester_id IS NULL OR h.semester_id = c.semester_id)
     WHERE s.id IN (?) ORDER BY h.starts_on DESC, h.id DESC LOCK IN SHARE MODE`,
    [holidayId, sessions.map(({ id }) => id)],
  );
  // The last one of a session stays.
  return new Map(rows.map(({ sessionId, id, name }) => [sessionId, { id, name }]));
}
