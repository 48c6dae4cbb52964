import type { Worker as BullWorker } from 'bullmq';
import { withDeadline } from './deadline.ts';
import type { Log } from './log.ts';
import { giveBack, type JobInHand } from './worker-process.ts';

/** Enough for a few commands to Redis. */
const GIVE_BACK_MS = 1000;

const TIDY_MS = 2000;

type UnderWay = {
  readonly inHand: ReadonlySet<JobInHand>;
  /** What follows jobs that are done; it never rejects. */
  readonly tidying: ReadonlySet<Promise<void>>;
};

/** Lets the jobs in hand end within `timeoutMs`, then aborts them and puts them back for another worker. */
export async function closeWorker(
  worker: BullWorker,
  { inHand, tidying }: UnderWay,
  timeoutMs: number,
  log: Log,
): Promise<void> {
  const finished = worker.close();
  try {
    await withDeadline(finished, timeoutMs, `not finished within ${timeoutMs} ms`);
  } catch {
    const left = [...inHand];
    log.warn('jobs given back at shutdown', { jobIds: left.map(({ job }) => job.id) });
    worker.cancelAllJobs('shutdown');
    const givenBack = Promise.all(left.map((entry) => giveBack(entry, 0, log)));
    await withDeadline(givenBack, GIVE_BACK_MS, 'Redis does not answer').catch((error: unknown) =>
      // Their locks run out, and another worker takes them over as stalled.
      log.warn('jobs left to stall', { error }),
    );
  }
  await withDeadline(Promise.all(tidying), TIDY_MS, 'not tidied up').catch((error: unknown) =>
    log.warn('tidying left undone', { left: tidying.size, error }),
  );
}
