import type { NotificationDelivery, Settlement } from '@hadir/db';
import { jittered } from '@hadir/platform';
import type { Attempt } from '../outlets/outlet.ts';

const SECOND_MS = 1000;
const HOUR_MS = 3600 * SECOND_MS;
const FIRST_WAIT_MS = 5 * SECOND_MS;
const LONGEST_WAIT_MS = HOUR_MS;
/** With the waits between them some five and a half hours: an outage of a morning is outlasted. */
export const MOST_ATTEMPTS = 14;
/** Waits that the other side asks for do not count as attempts, and end here all the same. */
const LONGEST_TRYING_MS = 24 * HOUR_MS;

type Tried = Pick<NotificationDelivery, 'attempts' | 'firstAttemptAt'>;

/** What follows from an attempt; `attempts` counts it already. */
export function settlementOf(attempt: Attempt, { attempts, firstAttemptAt }: Tried, now: Date): Settlement {
  if (attempt.kind === 'sent') return attempt;
  const { error } = attempt;
  if (attempt.kind === 'never') return { kind: 'given-up', error };
  const tryingMs = now.getTime() - (firstAttemptAt ?? now).getTime();
  if (attempts >= MOST_ATTEMPTS || tryingMs >= LONGEST_TRYING_MS) return { kind: 'given-up', error };
  const { retryAfterMs } = attempt;
  if (retryAfterMs === undefined) {
    const dueAt = new Date(now.getTime() + waitMs(attempts));
    return { kind: 'later', dueAt, error, holdChannelUntil: null, counts: true };
  }
  const until = new Date(now.getTime() + retryAfterMs);
  return { kind: 'later', dueAt: until, error, holdChannelUntil: until, counts: false };
}

/** 5 s, 10 s, 20 s … up to an hour, each give or take a quarter. */
export function waitMs(attempts: number): number {
  return jittered(Math.min(FIRST_WAIT_MS * 2 ** (Math.max(1, attempts) - 1), LONGEST_WAIT_MS), 0.25);
}
