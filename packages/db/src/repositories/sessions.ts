import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type ClassSession, type SessionScope, sessionTable } from '../tables/class-session.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';
import { openSessionAt, type Span, sessionsOfRoom } from './open-session.ts';

export type NewSession = Pick<ClassSession, 'courseId' | 'roomId' | 'startsAt' | 'endsAt'> & {
  /** 15 unless told, at most 1440. */
  readonly opensBeforeMinutes?: number | undefined;
  /** 15 unless told. */
  readonly lateAfterMinutes?: number | undefined;
  /** `roster` unless told. */
  readonly scope?: SessionScope | undefined;
};
/** Sessions that start at or after `from` and before `to`. */
export type SessionList = PageRequest & {
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly courseId?: string | undefined;
  readonly roomId?: string | undefined;
};
export type Sessions = ReturnType<typeof createSessions>;

const unruled = {
  status: 'scheduled',
  closedAt: null,
  closesAfterMinutes: null,
  earlyLeaveMinutes: null,
  requiredSightings: null,
  hasOwnRule: 0,
  seriesId: null,
  occurrenceOn: null,
  movedFrom: null,
  keptOpenUntil: null,
} as const;

const byStart: Order<ClassSession> = {
  list: 'sessions',
  kinds: ['moment', 'text'],
  keyOf: (session) => [session.startsAt.toISOString(), session.id],
};

export function createSessions(store: Store) {
  const crud = createCrud(store, sessionTable);
  return {
    /** Throws MissingReference on `courseId` or `roomId`, RuleViolation when it ends before it starts. */
    create: (session: NewSession) =>
      crud.insert({
        id: uuidv7(),
        courseId: session.courseId,
        roomId: session.roomId,
        startsAt: session.startsAt,
        endsAt: session.endsAt,
        opensBeforeMinutes: session.opensBeforeMinutes ?? 15,
        lateAfterMinutes: session.lateAfterMinutes ?? 15,
        scope: session.scope ?? 'roster',
        ...unruled,
        createdAt: new Date(),
      }),
    find: crud.find,
    update: (id: string, patch: Patch<ClassSession, Exclude<keyof ClassSession, 'id' | 'createdAt'>>) =>
      crud.update(id, patch),
    /** Throws StillReferenced once it has sightings or attendance records: those are nobody's to lose by the way. */
    remove: crud.remove,
    /** In the order of starts. */
    list: (request: SessionList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(sessionTable, 's').setParameters(request);
        for (const condition of conditions(request)) query.andWhere(condition);
        return readPage(query, byStart, ['s.startsAt', 's.id'], request);
      }),
    openAt: (roomId: string, at: Date): Promise<ClassSession | undefined> => openSessionAt(store, roomId, at),
    forRoom: (roomId: string, span: Span): Promise<ClassSession[]> => sessionsOfRoom(store, roomId, span),
  };
}

function conditions({ from, to, courseId, roomId }: SessionList): string[] {
  return [
    from ? 's.startsAt >= :from' : '',
    to ? 's.startsAt < :to' : '',
    courseId ? 's.courseId = :courseId' : '',
    roomId ? 's.roomId = :roomId' : '',
  ].filter((condition) => condition !== '');
}
