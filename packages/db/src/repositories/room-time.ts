import type { EntityManager } from 'typeorm';
import { RoomTaken } from '../errors.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';

/** From its start to its end, which is not part of it. */
export type RoomTime = Pick<ClassSession, 'roomId' | 'startsAt' | 'endsAt'>;

/** No session is longer, so whatever overlaps a moment started within this before it. */
export const LONGEST_SESSION_MS = 24 * 60 * 60 * 1000;

/** Holds the room alone, so that its sessions are planned one after another. */
export async function holdRoom(manager: EntityManager, roomId: string): Promise<void> {
  await manager.query('SELECT id FROM rooms WHERE id = ? FOR UPDATE', [roomId]);
}

/**
 * Throws RoomTaken when a session that is not cancelled, and is none of `except`, shares a moment of these times with one of
 * them. Sessions that follow each other without a pause share none. Hold the room first.
 */
export async function assertRoomFree(
  manager: EntityManager,
  times: readonly RoomTime[],
  except: readonly string[] = [],
): Promise<void> {
  for (const roomId of new Set(times.map((time) => time.roomId))) {
    const wanted = times.filter((time) => time.roomId === roomId);
    const others = await sessionsAround(manager, roomId, wanted);
    const kept = others.filter(({ id }) => !except.includes(id));
    const clashes = wanted.flatMap((time) => kept.filter((other) => overlaps(time, other)).slice(0, 1));
    const [first] = clashes;
    if (first) throw new RoomTaken(first, clashes.length);
  }
}

function sessionsAround(
  manager: EntityManager,
  roomId: string,
  wanted: readonly RoomTime[],
): Promise<ClassSession[]> {
  const from = Math.min(...wanted.map(({ startsAt }) => startsAt.getTime()));
  const to = Math.max(...wanted.map(({ endsAt }) => endsAt.getTime()));
  return manager
    .createQueryBuilder(sessionTable, 's')
    .where("s.roomId = :roomId AND s.status = 'scheduled'", { roomId })
    .andWhere('s.endsAt > :from AND s.startsAt < :to AND s.endsAt < :far', {
      from: new Date(from),
      to: new Date(to),
      far: new Date(to + LONGEST_SESSION_MS),
    })
    .orderBy('s.startsAt')
    .addOrderBy('s.id')
    .getMany();
}

function overlaps(one: RoomTime, other: RoomTime): boolean {
  return one.startsAt < other.endsAt && other.startsAt < one.endsAt;
}

const MOST_HELD = 20_000;

export async function sessionsHeld(
  manager: EntityManager,
  roomIds: readonly string[],
  { from, to }: { readonly from: Date; readonly to: Date },
): Promise<ClassSession[]> {
  if (roomIds.length === 0) return [];
  const held = await manager
    .createQueryBuilder(sessionTable, 's')
    .where("s.roomId IN (:...roomIds) AND s.status = 'scheduled'", { roomIds })
    .andWhere('s.endsAt > :from AND s.startsAt < :to', { from, to })
    .orderBy('s.startsAt')
    .addOrderBy('s.id')
    .limit(MOST_HELD + 1)
    .getMany();
  if (held.length > MOST_HELD) throw new RangeError(`more than ${MOST_HELD} sessions; take a shorter span`);
  return held;
}
