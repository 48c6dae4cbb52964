import { jobs } from '@hadir/contracts';
import type { ClassSession } from '@hadir/db';
import type { ScheduledJob } from '../scheduled/scheduled-job.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { closeSession } from './close-session.ts';

type Deps = Pick<ApiDeps, 'database' | 'live' | 'log' | 'frameQueue'>;

/** How long after its end a session is closed at the soonest: frames are still under way. */
export const GRACE_MS = 10 * 60 * 1000;
/** Frames that wait keep sessions open for so long at most; a mark that comes later still overrides an absence. */
const LONGEST_WAIT_MS = 6 * 60 * 60 * 1000;
const BATCH = 50;
/** A run ends before the next one begins. What is left over is the next one's. */
const LONGEST_RUN_MS = 45_000;
const ACTOR = 'system:closing';

/** Closes what is over, whoever runs it and however late; a session is closed once. */
export const closeDueSessionsJob: ScheduledJob = {
  job: jobs.closeSessions,
  cron: '* * * * *',
  run: async (deps, signal) => {
    await closeDueSessions(deps, signal);
  },
};

/**
 * Closes the sessions that ended at least GRACE_MS ago and for which no frame can be waiting any more. One that cannot be closed
 * does not keep the others; the first fault is thrown in the end, so that the run counts as failed. Answers how many it closed.
 */
export async function closeDueSessions(deps: Deps, signal?: AbortSignal, now = new Date()): Promise<number> {
  const stopAt = Date.now() + LONGEST_RUN_MS;
  const endedBy = await lastEnd(deps, now);
  const faults: unknown[] = [];
  let closed = 0;
  let after: ClassSession | undefined;
  const goesOn = (): boolean => !signal?.aborted && Date.now() < stopAt;
  while (goesOn()) {
    const due = await deps.database.closings.due({ endedBy, now, after, limit: BATCH });
    for (const session of due) {
      if (!goesOn()) break;
      closed += await closeOne(deps, session, faults);
    }
    after = due.at(-1);
    if (due.length < BATCH) break;
  }
  if (closed > 0) deps.log.info('sessions closed', { closed });
  if (faults.length > 0) throw faults[0];
  return closed;
}

async function closeOne(deps: Deps, session: ClassSession, faults: unknown[]): Promise<number> {
  try {
    return (await closeSession(deps, session, ACTOR)) ? 1 : 0;
  } catch (error) {
    faults.push(error);
    deps.log.warn('session not closed', { sessionId: session.id, error });
    return 0;
  }
}

/** A frame of a session that ended then would have been queued GRACE_MS later at the latest, and is not waiting any more. */
async function lastEnd({ frameQueue }: Deps, now: Date): Promise<Date> {
  const waitingMs = (await frameQueue?.oldestWaitingMs()) ?? 0;
  return new Date(now.getTime() - GRACE_MS - Math.min(waitingMs, LONGEST_WAIT_MS));
}
