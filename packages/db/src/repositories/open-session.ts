import type { SelectQueryBuilder } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';

/** From `from`, which is part of it, to `to`, which is not. */
export type Span = { readonly from: Date; readonly to: Date };

const LONGEST_ROOM_LIST = 500;
const OPENS_AT = 'DATE_SUB(s.starts_at, INTERVAL s.opens_before_minutes MINUTE)';

/** How long before its start a session may take a room over from one that still runs there. */
const TAKES_OVER_MINUTES = 15;

/**
 * The session to which a face seen in the room at `at` belongs: it is not cancelled, and `at` is not before the session opens (its start less
 * `opensBeforeMinutes`) and is before its end. Of several, one that starts within 15 minutes goes first: at the end of a class
 * far more people come early to the next one than late to this one. Then comes one that has started (the latest), then one that
 * has only opened (the nearest), and of equal ones the smaller id, so that every replica decides alike.
 */
export function openSessionAt(store: Store, roomId: string, at: Date): Promise<ClassSession | undefined> {
  return store.read(async (manager) => {
    const query = manager
      .createQueryBuilder(sessionTable, 's')
      .where("s.roomId = :roomId AND s.status = 'scheduled' AND s.endsAt > :at", { roomId, at })
      .andWhere(`${OPENS_AT} <= :at`);
    return (await preferred(query, at).getOne()) ?? undefined;
  });
}

const TURN = `CASE
  WHEN s.starts_at <= :at THEN 1
  WHEN s.starts_at <= DATE_ADD(:at, INTERVAL ${TAKES_OVER_MINUTES} MINUTE) THEN 0
  ELSE 2 END`;

function preferred(query: SelectQueryBuilder<ClassSession>, at: Date): SelectQueryBuilder<ClassSession> {
  return query
    .setParameters({ at })
    .addSelect(TURN, 'turn')
    .addSelect('ABS(TIMESTAMPDIFF(MICROSECOND, s.starts_at, :at))', 'distance')
    .orderBy('turn')
    .addOrderBy('distance')
    .addOrderBy('s.id')
    .limit(1);
}

/** The sessions of the room, but those cancelled, that are open at some moment of the span, in the order of their start; at most 500. */
export function sessionsOfRoom(store: Store, roomId: string, span: Span): Promise<ClassSession[]> {
  return store.read((manager) =>
    manager
      .createQueryBuilder(sessionTable, 's')
      .where("s.roomId = :roomId AND s.status = 'scheduled' AND s.endsAt > :from", {
        roomId,
        from: span.from,
      })
      .andWhere(`${OPENS_AT} < :to`, { to: span.to })
      .orderBy('s.startsAt')
      .addOrderBy('s.id')
      .limit(LONGEST_ROOM_LIST)
      .getMany(),
  );
}
