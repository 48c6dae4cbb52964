import { type Database, type Dispute, MissingReference, UniqueViolation } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import type { NewDispute } from './dispute-schemas.ts';

export type OpenDisputeDeps = {
  readonly database: Pick<Database, 'disputes' | 'sessions' | 'reviews'>;
  readonly live: ApiDeps['live'];
};

const DAY_MS = 24 * 3_600_000;
/** A student who opens more in a day is asked to wait: somebody has to read them all. */
const MOST_A_DAY = 5;
/** So long after a session its records can be disputed: memories and evidence do not last. */
const DISPUTABLE_DAYS = 30;

/** A student says that the own record of a session is wrong. One dispute of a record at a time. */
export async function openDispute(
  { database, live }: OpenDisputeDeps,
  wanted: NewDispute,
  { id: studentId }: Pick<Actor, 'id'>,
  now = new Date(),
): Promise<Dispute> {
  const session = found(await database.sessions.find(wanted.sessionId), 'session');
  if (session.startsAt > now) throw refusal('not-begun', 'this session has not begun yet');
  if (now.getTime() - session.endsAt.getTime() > DISPUTABLE_DAYS * DAY_MS) {
    throw refusal('too-old', `a record can be disputed for ${DISPUTABLE_DAYS} days; ask staff`);
  }
  const limit = { most: MOST_A_DAY, since: new Date(now.getTime() - DAY_MS) };
  const dispute = await database.disputes
    .open({ ...wanted, studentId }, limit)
    .catch((error: unknown) => refuse(error));
  if (!dispute) {
    const retryAfterSeconds = DAY_MS / 1000;
    throw new AppError('too-many-requests', `at most ${MOST_A_DAY} disputes in 24 hours`, {
      retryAfterSeconds,
    });
  }
  await tellWaiting({ database, live }, dispute.sessionId);
  return dispute;
}

/** Tells the pages that watch how much waits in the session's inbox. */
export async function tellWaiting(
  { database, live }: { readonly database: Pick<Database, 'reviews'>; readonly live: ApiDeps['live'] },
  sessionId: string,
): Promise<void> {
  const counts = await database.reviews.counts({ state: 'open', sessionId });
  const waiting = Object.values(counts).reduce((sum, count) => sum + count, 0);
  await live.publish({ type: 'review', sessionId, waiting });
}

function refusal(reason: string, message: string): AppError {
  return new AppError('conflict', message, { reason, field: 'sessionId' });
}

function refuse(error: unknown): never {
  if (error instanceof UniqueViolation) {
    throw refusal('already-open', 'a dispute of this record waits for an answer already');
  }
  if (error instanceof MissingReference && error.field === 'sessionId')
    return found<never>(undefined, 'session');
  throw error;
}
