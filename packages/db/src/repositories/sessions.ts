import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import {
  type ClassSession,
  type SessionScope,
  type SessionStatus,
  sessionTable,
} from '../tables/class-session.ts';
import {
  type Cancelling,
  cancelSession,
  changeSession,
  type Overlap,
  restoreSession,
  type SessionPatch,
} from './change-session.ts';
import { createCrud } from './crud.ts';
import { readPage } from './keyset.ts';
import { openSessionAt, type Span, sessionsOfRoom } from './open-session.ts';
import { assertRoomFree, holdRoom, sessionsHeld } from './room-time.ts';
import { countSessions, type SessionCounts } from './session-counts.ts';

export type NewSession = Pick<ClassSession, 'courseId' | 'roomId' | 'startsAt' | 'endsAt'> & {
  /** 15 unless told, at most 1440. */
  readonly opensBeforeMinutes?: number | undefined;
  /** 15 unless told. */
  readonly lateAfterMinutes?: number | undefined;
  /** `roster` unless told. */
  readonly scope?: SessionScope | undefined;
} & Partial<
    Pick<
      ClassSession,
      | 'closesAfterMinutes'
      | 'earlyLeaveMinutes'
      | 'requiredSightings'
      | 'hasOwnRule'
      | 'seriesId'
      | 'occurrenceOn'
    >
  >;
/** Sessions that start at or after `from` and before `to`. */
export type SessionList = PageRequest & {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly courseId?: string | undefined;
  /** Of these courses alone; an empty list finds nothing. */
  readonly courseIds?: readonly string[] | undefined;
  readonly roomId?: string | undefined;
  readonly semesterId?: string | undefined;
  readonly seriesId?: string | undefined;
  readonly status?: SessionStatus | undefined;
};
export type Sessions = ReturnType<typeof createSessions>;

const unchanged = {
  status: 'scheduled',
  closedAt: null,
  keptOpenUntil: null,
  movedFrom: null,
  cancelReason: null,
  cancelledAt: null,
  holidayId: null,
  hasOwnTimes: 0,
  sequence: 0,
  changedAt: null,
} as const;

const byStart: Order<ClassSession> = {
  list: 'sessions',
  kinds: ['moment', 'text'],
  keyOf: (session) => [session.startsAt.toISOString(), session.id],
};

export function createSessions(store: Store) {
  const crud = createCrud(store, sessionTable);
  return {
    /** Whatever else is held in the room. Throws MissingReference on `courseId` or `roomId`, RuleViolation when it ends before it starts. */
    create: (session: NewSession) => crud.insert(newRow(session)),
    /** As `create`, and throws RoomTaken when another session is held in the room meanwhile, unless `allowOverlap`. */
    plan: (session: NewSession, { allowOverlap = false }: Overlap = {}): Promise<ClassSession> =>
      store.write((manager) => plan(manager, newRow(session), allowOverlap)),
    /** All or none, whatever else is held in their rooms; in the order given. */
    createAll: (sessions: readonly NewSession[]): Promise<ClassSession[]> =>
      store.write((manager) => insertAll(manager, sessions.map(newRow))),
    find: crud.find,
    update: (id: string, patch: SessionPatch) => crud.update(id, patch),
    change: (id: string, patch: SessionPatch, how: Overlap = {}): Promise<ClassSession | undefined> =>
      store.write((manager) => changeSession(manager, id, patch, how)),
    cancel: (id: string, how: Cancelling): Promise<ClassSession | undefined> =>
      store.write((manager) => cancelSession(manager, id, how)),
    restore: (id: string, how: Overlap = {}): Promise<ClassSession | undefined> =>
      store.write((manager) => restoreSession(manager, id, how)),
    /** Throws StillReferenced once it has sightings or attendance records: those are nobody's to lose by the way. */
    remove: crud.remove,
    /** In the order of starts. */
    list: (request: SessionList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(sessionTable, 's').setParameters(request);
        for (const condition of conditions(request)) query.andWhere(condition);
        return readPage(query, byStart, ['s.startsAt', 's.id'], request);
      }),
    /** Of each of these sessions (at most 200), how many are on its roster and how many have each status. */
    counts: (sessions: readonly ClassSession[]): Promise<Map<string, SessionCounts>> =>
      store.read((manager) => countSessions(manager, sessions)),
    /** Those that are not cancelled and share a moment with the span, by start. Throws RangeError for more than 20,000. */
    heldIn: (roomIds: readonly string[], span: Span): Promise<ClassSession[]> =>
      store.read((manager) => sessionsHeld(manager, roomIds, span)),
    openAt: (roomId: string, at: Date): Promise<ClassSession | undefined> => openSessionAt(store, roomId, at),
    forRoom: (roomId: string, span: Span): Promise<ClassSession[]> => sessionsOfRoom(store, roomId, span),
  };
}

/** A row as it stands before anybody changed it. */
export function newRow(session: NewSession): ClassSession {
  return {
    id: uuidv7(),
    courseId: session.courseId,
    roomId: session.roomId,
    startsAt: session.startsAt,
    endsAt: session.endsAt,
    opensBeforeMinutes: session.opensBeforeMinutes ?? 15,
    lateAfterMinutes: session.lateAfterMinutes ?? 15,
    scope: session.scope ?? 'roster',
    closesAfterMinutes: session.closesAfterMinutes ?? null,
    earlyLeaveMinutes: session.earlyLeaveMinutes ?? null,
    requiredSightings: session.requiredSightings ?? null,
    hasOwnRule: session.hasOwnRule ?? 0,
    seriesId: session.seriesId ?? null,
    occurrenceOn: session.occurrenceOn ?? null,
    ...unchanged,
    createdAt: new Date(),
  };
}

const ROWS_PER_STATEMENT = 200;

async function insertAll(manager: EntityManager, rows: ClassSession[]): Promise<ClassSession[]> {
  for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
    const part = rows.slice(from, from + ROWS_PER_STATEMENT);
    await manager.insert(
      sessionTable,
      part.map((row) => ({ ...row })),
    );
  }
  return rows;
}

async function plan(manager: EntityManager, row: ClassSession, allowOverlap: boolean): Promise<ClassSession> {
  if (!allowOverlap) {
    await holdRoom(manager, row.roomId);
    await assertRoomFree(manager, [row]);
  }
  await manager.insert(sessionTable, { ...row });
  return row;
}

function conditions(request: SessionList): string[] {
  const { from, to, courseId, courseIds, roomId, semesterId, seriesId, status } = request;
  return [
    from ? 's.startsAt >= :from' : '',
    to ? 's.startsAt < :to' : '',
    courseId ? 's.courseId = :courseId' : '',
    courseIds ? (courseIds.length > 0 ? 's.courseId IN (:...courseIds)' : '1 = 0') : '',
    roomId ? 's.roomId = :roomId' : '',
    semesterId ? 's.courseId IN (SELECT id FROM courses WHERE semester_id = :semesterId)' : '',
    seriesId ? 's.seriesId = :seriesId' : '',
    status ? 's.status = :status' : '',
  ].filter((condition) => condition !== '');
}
