/** Times of a class session that ingest needs. */
export type SessionTimes = {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly opensBeforeMinutes: number;
};

/** While a class session is open in the device's room. */
export const SESSION_INTERVAL_MS = 500;
/** While a face in front of the device needs more sightings, so that the person need not wait. */
export const CONFIRMING_INTERVAL_MS = 250;
/** Otherwise: often enough to show that the device lives and to keep its connection open. */
export const REST_INTERVAL_MS = 30_000;
/** Less than the schedule that is known of a device reaches. */
export const LONGEST_REST_MS = 86_400_000;

/**
 * How long a device should wait before its next frame: short while a session of its room is open, which is from
 * `opensBeforeMinutes` before its start until its end; else the rest, but not beyond the next opening.
 */
export function deviceInterval(sessions: readonly SessionTimes[], nowMs: number): number {
  return Math.min(REST_INTERVAL_MS, Math.max(untilSession(sessions, nowMs), SESSION_INTERVAL_MS));
}

/** Until a session of the room opens, at most a day; undefined while one is open. */
export function restUntilSession(sessions: readonly SessionTimes[], nowMs: number): number | undefined {
  const untilMs = untilSession(sessions, nowMs);
  return untilMs <= 0 ? undefined : Math.min(untilMs, LONGEST_REST_MS);
}

/** 0 or less while one is open, infinite when none is known. */
function untilSession(sessions: readonly SessionTimes[], nowMs: number): number {
  let untilMs = Number.POSITIVE_INFINITY;
  for (const { startsAt, endsAt, opensBeforeMinutes } of sessions) {
    const opensAt = startsAt.getTime() - opensBeforeMinutes * 60_000;
    if (nowMs < endsAt.getTime()) untilMs = Math.min(untilMs, opensAt - nowMs);
  }
  return untilMs;
}
