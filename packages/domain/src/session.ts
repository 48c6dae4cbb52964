/** When a class session takes place, and its rule for check-in. */
export type SessionTimes = {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly opensBeforeMinutes: number;
  readonly lateAfterMinutes: number;
};

export type CheckInStatus = 'present' | 'late';

const MINUTE_MS = 60_000;

/** Open from `opensBefore` ahead of its start up to, not including, its end. */
export function isOpen(session: SessionTimes, at: Date): boolean {
  const opensMs = session.startsAt.getTime() - session.opensBeforeMinutes * MINUTE_MS;
  return at.getTime() >= opensMs && at.getTime() < session.endsAt.getTime();
}

/** The status of someone first seen at `firstSeenAt`: late only after the last present moment, and none outside the session. */
export function checkIn(session: SessionTimes, firstSeenAt: Date): CheckInStatus | undefined {
  if (!isOpen(session, firstSeenAt)) return undefined;
  const lastPresentMs = session.startsAt.getTime() + session.lateAfterMinutes * MINUTE_MS;
  return firstSeenAt.getTime() <= lastPresentMs ? 'present' : 'late';
}
