const MINUTE_MS = 60_000;

type Watched = { readonly endsAt: Date; readonly earlyLeaveMinutes: number | null };

/** Who was last seen at or after it stayed to the end; null where leaving early is not judged. */
export function staysUntil({ endsAt, earlyLeaveMinutes }: Watched): Date | null {
  return earlyLeaveMinutes === null ? null : new Date(endsAt.getTime() - earlyLeaveMinutes * MINUTE_MS);
}

/**
 * Whether someone left well before the end: last seen before it by more than the session allows. `watchedUntil` is when the
 * session's cameras last saw any face at all. A camera that fell silent before the limit says nothing of anybody, and so does one
 * that never saw the person: then the answer is null.
 */
export function leftEarly(
  session: Watched,
  lastSeenAt: Date | null,
  watchedUntil: Date | null,
): boolean | null {
  const limit = staysUntil(session);
  if (limit === null || lastSeenAt === null || watchedUntil === null || watchedUntil < limit) return null;
  return lastSeenAt < limit;
}
