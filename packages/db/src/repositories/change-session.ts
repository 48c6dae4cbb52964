import type { EntityManager } from 'typeorm';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import type { Patch } from './crud.ts';
import { dueAgain } from './due-again.ts';
import { appendEvents, type NewOutboxEvent } from './outbox.ts';
import { assertRoomFree, holdRoom } from './room-time.ts';

export type SessionFields = Exclude<keyof ClassSession, 'id' | 'createdAt'>;
export type SessionPatch = Patch<ClassSession, SessionFields>;
export type Overlap = { readonly allowOverlap?: boolean | undefined; readonly now?: Date | undefined };
export type Cancelling = { readonly reason: string | null; readonly now?: Date | undefined };

/**
 * The session after a change of some fields. A new start or room is a move: the first start is kept, and others are told while
 * it is not over. A session whose end comes to lie ahead is closed again then. Throws RoomTaken unless `allowOverlap`.
 */
export async function changeSession(
  manager: EntityManager,
  id: string,
  patch: SessionPatch,
  { allowOverlap = false, now = new Date() }: Overlap,
): Promise<ClassSession | undefined> {
  const placed = [patch.roomId, patch.startsAt, patch.endsAt].some((value) => value !== undefined);
  if (placed) await holdRoomOf(manager, id, patch.roomId);
  const current = await heldSession(manager, id);
  if (!current) return undefined;
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const next: ClassSession = { ...current, ...given };
  if (isReplaced(current, next) && next.status === 'scheduled' && !allowOverlap) {
    await holdRoom(manager, next.roomId);
    await assertRoomFree(manager, [next], [id]);
  }
  const changed = { ...next, ...traces(current, next, now) };
  await manager.update(sessionTable, { id }, { ...changed });
  if (isReplaced(current, next)) await dueAgain(manager, id);
  await appendEvents(manager, movedEvents(current, changed, now));
  return changed;
}

/** A cancelled session stays cancelled, with the reason given last. Undefined when there is no such session. */
export async function cancelSession(
  manager: EntityManager,
  id: string,
  { reason, now = new Date() }: Cancelling,
): Promise<ClassSession | undefined> {
  const current = await heldSession(manager, id);
  if (!current) return undefined;
  if (current.status === 'cancelled' && current.cancelReason === reason) return current;
  const next: ClassSession = {
    ...current,
    status: 'cancelled',
    cancelReason: reason,
    cancelledAt: current.cancelledAt ?? now,
    holidayId: null,
    sequence: current.sequence + 1,
    changedAt: now,
  };
  await manager.update(sessionTable, { id }, { ...next });
  if (current.status === 'scheduled') await appendEvents(manager, cancelledEvents([next], now));
  return next;
}

/** Takes a cancellation back. Throws RoomTaken unless `allowOverlap`. */
export async function restoreSession(
  manager: EntityManager,
  id: string,
  { allowOverlap = false, now = new Date() }: Overlap,
): Promise<ClassSession | undefined> {
  if (!allowOverlap) await holdRoomOf(manager, id);
  const current = await heldSession(manager, id);
  if (!current || current.status === 'scheduled') return current;
  if (!allowOverlap) {
    await holdRoom(manager, current.roomId);
    await assertRoomFree(manager, [current], [id]);
  }
  const next: ClassSession = {
    ...current,
    ...restored(now),
    sequence: current.sequence + 1,
    // One that is held on a holiday all the same is no longer its series' to cancel.
    hasOwnTimes: current.holidayId === null ? current.hasOwnTimes : 1,
  };
  await manager.update(sessionTable, { id }, { ...next });
  return next;
}

/** What a session that is not cancelled any more says of it. */
export function restored(now: Date) {
  return {
    status: 'scheduled',
    cancelReason: null,
    cancelledAt: null,
    holidayId: null,
    changedAt: now,
  } as const;
}

/**
 * Holds the room in which the session comes to lie before the session itself is held, as imports do. A session may still be
 * moved to another room between the two, so its room is held once more after it.
 */
async function holdRoomOf(manager: EntityManager, id: string, roomId?: string): Promise<void> {
  const known = roomId ?? (await manager.findOneBy(sessionTable, { id }))?.roomId;
  if (known !== undefined) await holdRoom(manager, known);
}

async function heldSession(manager: EntityManager, id: string): Promise<ClassSession | undefined> {
  const query = manager.createQueryBuilder(sessionTable, 's').where('s.id = :id', { id });
  return (await query.setLock('pessimistic_write').getOne()) ?? undefined;
}

function isReplaced(current: ClassSession, next: ClassSession): boolean {
  return (
    current.roomId !== next.roomId ||
    current.startsAt.getTime() !== next.startsAt.getTime() ||
    current.endsAt.getTime() !== next.endsAt.getTime()
  );
}

/** What a change leaves on the row beside the fields themselves. */
function traces(current: ClassSession, next: ClassSession, now: Date) {
  const first = current.movedFrom ?? current.startsAt;
  const isBack = first.getTime() === next.startsAt.getTime();
  const replaced = isReplaced(current, next);
  return {
    movedFrom: isBack ? null : first,
    hasOwnTimes: replaced && next.seriesId !== null ? 1 : next.hasOwnTimes,
    closedAt: replaced && next.endsAt > now ? null : next.closedAt,
    sequence: current.sequence + 1,
    changedAt: now,
  };
}

/** Of a session that is over nobody needs to be told. */
export function movedEvents(current: ClassSession, next: ClassSession, now: Date): NewOutboxEvent[] {
  const isMove = current.roomId !== next.roomId || current.startsAt.getTime() !== next.startsAt.getTime();
  if (!isMove || next.status !== 'scheduled' || (current.endsAt <= now && next.endsAt <= now)) return [];
  const details = { from: current.startsAt.toISOString(), to: next.startsAt.toISOString() };
  return [{ type: 'session.moved', ...placeOf(next), details }];
}

export function cancelledEvents(sessions: readonly ClassSession[], now: Date): NewOutboxEvent[] {
  return sessions
    .filter(({ endsAt }) => endsAt > now)
    .map((session) => ({
      type: 'session.cancelled',
      ...placeOf(session),
      details: { reason: session.cancelReason },
    }));
}

function placeOf({ id, courseId, roomId }: ClassSession) {
  return { sessionId: id, courseId, roomId };
}
