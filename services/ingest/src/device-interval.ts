/** Times of a class session that ingest needs. */
export type SessionTimes = {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly opensBeforeMinutes: number;
};

/** While a class session is open in the device's room. */
export const SESSION_INTERVAL_MS = 500;
/** Otherwise: often enough to show that the device lives and to keep its connection open. */
export const REST_INTERVAL_MS = 30_000;

/**
 * How long a device should wait before its next frame: short while a session of its room is open, which is from
 * `opensBeforeMinutes` before its start until its end; else the rest, but not beyond the next opening.
 */
export function deviceInterval(sessions: readonly SessionTimes[], nowMs: number): number {
  let interval = REST_INTERVAL_MS;
  for (const { startsAt, endsAt, opensBeforeMinutes } of sessions) {
    const opensAt = startsAt.getTime() - opensBeforeMinutes * 60_000;
    if (nowMs >= endsAt.getTime()) continue;
    interval = Math.min(interval, Math.max(opensAt - nowMs, SESSION_INTERVAL_MS));
  }
  return interval;
}
