/** When a class session takes place, and its rule for check-in. */
export type SessionTimes = {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly opensBeforeMinutes: number;
  readonly lateAfterMinutes: number;
  /** Nobody is marked who is first seen later than so long after the start; null or left out: until the end. */
  readonly closesAfterMinutes?: number | null;
  /** A cancelled session opens for nobody; `scheduled` when left out. */
  readonly status?: 'scheduled' | 'cancelled';
};

export type CheckInStatus = 'present' | 'late';

const MINUTE_MS = 60_000;

/** Open from `opensBefore` ahead of its start up to, not including, its end, unless it is cancelled. */
export function isOpen(session: SessionTimes, at: Date): boolean {
  if (session.status === 'cancelled') return false;
  const opensMs = session.startsAt.getTime() - session.opensBeforeMinutes * MINUTE_MS;
  return at.getTime() >= opensMs && at.getTime() < session.endsAt.getTime();
}

/**
 * The status of someone first seen at `firstSeenAt`: late only after the last present moment, and none outside the session or
 * after check-in has closed. Both limits count to the minute after the start, and the moment itself is still within.
 */
export function checkIn(session: SessionTimes, firstSeenAt: Date): CheckInStatus | undefined {
  if (!isOpen(session, firstSeenAt)) return undefined;
  const sinceStartMs = firstSeenAt.getTime() - session.startsAt.getTime();
  const { lateAfterMinutes, closesAfterMinutes = null } = session;
  if (closesAfterMinutes !== null && sinceStartMs > closesAfterMinutes * MINUTE_MS) return undefined;
  return sinceStartMs <= lateAfterMinutes * MINUTE_MS ? 'present' : 'late';
}
