import { checkIn, type SessionTimes } from '../session.ts';
import { leftEarly } from './left-early.ts';

type Status = 'present' | 'late' | 'absent' | 'excused';

/** What a rule decides of a record; the rest of it stays. */
export type Judged = {
  readonly status: Status;
  /** Only these two are a rule's to change; what a person decided stays. */
  readonly statusSource: 'camera' | 'closing';
  readonly leftEarly: boolean | null;
};

export type JudgedSession = SessionTimes & { readonly earlyLeaveMinutes: number | null };
export type SeenRecord = { readonly firstSeenAt: Date | null; readonly lastSeenAt: Date | null };

/** What a closed session's rule says of someone whom cameras saw at these times, or not at all. */
export function judgeSeen(
  session: JudgedSession,
  { firstSeenAt, lastSeenAt }: SeenRecord,
  watchedUntil: Date | null,
): Judged {
  const status = firstSeenAt === null ? undefined : checkIn(session, firstSeenAt);
  if (!status) return { status: 'absent', statusSource: 'closing', leftEarly: null };
  return { status, statusSource: 'camera', leftEarly: leftEarly(session, lastSeenAt, watchedUntil) };
}
