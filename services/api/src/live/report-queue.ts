import type { LiveEvent } from '@hadir/contracts';
import { type Log, onRedis, type Queue, type Redis } from '@hadir/platform';
import type { Live } from '../shared/deps.ts';

type Deps = {
  readonly redis: Redis;
  readonly queue: Pick<Queue<never>, 'counts' | 'oldestWaitingMs'>;
  readonly live: Live;
  /** Whether anybody watches through this process. */
  readonly isWatched: () => boolean;
  readonly log: Pick<Log, 'debug'>;
};

const EVERY_MS = 2000;
const LAST_KEY = 'hadir:live-queue';

/** Tells pages how many frames wait, when that changes: one process for all, and none while nobody watches. */
export function reportQueue(deps: Deps) {
  const timer = setInterval(() => {
    if (!deps.isWatched()) return;
    report(deps).catch((error: unknown) => deps.log.debug('queue not reported', { error }));
  }, EVERY_MS);
  return { close: () => clearInterval(timer) };
}

async function report({ redis, queue, live }: Deps): Promise<void> {
  const isMine = await onRedis(() => redis.set(`${LAST_KEY}:turn`, '1', 'PX', EVERY_MS - 100, 'NX'));
  if (isMine === null) return;
  const [{ waiting, delayed, active }, oldestWaitingMs] = await Promise.all([
    queue.counts(),
    queue.oldestWaitingMs(),
  ]);
  const event: LiveEvent = { type: 'queue', waiting: waiting + delayed, active, oldestWaitingMs };
  const summary = `${event.waiting} ${active}`;
  const before = await onRedis(() => redis.set(LAST_KEY, summary, 'EX', 60, 'GET'));
  if (before !== summary) await live.publish(event);
}
