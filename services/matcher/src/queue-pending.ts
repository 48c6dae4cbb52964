import type { Database } from '@hadir/db';
import type { Log, Queue } from '@hadir/platform';

type Deps = {
  readonly enrolments: Pick<Database['enrolments'], 'listPending'>;
  readonly queue: Pick<Queue<{ enrolmentId: string }>, 'add'>;
  readonly log: Log;
};

/** Longer than the api takes from writing an enrolment to queueing it. */
const GRACE_MS = 60_000;
const EVERY_MS = 60_000;
const LIMIT = 100;

/**
 * Queues the enrolments that have been pending for a minute: whoever wrote them may have died before it queued them. One that
 * is queued already, or is in hand, is not queued twice, for its job has its id.
 */
export async function queuePending({ enrolments, queue }: Deps, now = new Date()): Promise<void> {
  const olderThan = new Date(now.getTime() - GRACE_MS);
  for (const enrolmentId of await enrolments.listPending({ olderThan, limit: LIMIT })) {
    await queue.add({ enrolmentId }, enrolmentId);
  }
}

/** Does so now and every minute. What fails is done a minute later. */
export function queuePendingRegularly(deps: Deps): { close(): void } {
  const work = (): void => {
    queuePending(deps).catch((error: unknown) => deps.log.warn('pending enrolments not queued', { error }));
  };
  work();
  const timer = setInterval(work, EVERY_MS);
  return { close: () => clearInterval(timer) };
}
