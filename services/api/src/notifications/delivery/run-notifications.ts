import type { Database } from '@hadir/db';
import { jittered, type Log, type Redis, subscribeOutcomes, withDeadline } from '@hadir/platform';
import { mostEvents, planDeliveries, staysOpen } from './plan-deliveries.ts';
import { LEASE_MS, type SendDeps, sendDelivery } from './send-delivery.ts';

export type Notifications = {
  /** Looks at once for what there is to do. */
  wake(): void;
  /** Begins nothing more, and waits for what is in hand; what it does not wait for is sent again by another process. */
  close(timeoutMs: number): Promise<void>;
};

type Deps = Omit<SendDeps, 'database'> & {
  readonly database: Pick<Database, 'notificationDeliveries'>;
};

/** A mark is told of within this, when no hint comes sooner. */
const POLL_MS = 1500;
/** While messages go out, the next may be due soon. */
const BUSY_POLL_MS = 200;
const AFTER_ERROR_MS = 5000;
const BATCH = 200;
const MOST_AT_ONCE = 8;

/** Turns events into deliveries and sends what is due, side by side with the other processes that do. */
export function runNotifications(deps: Deps): Notifications {
  const inHand = new Set<Promise<void>>();
  const pause = createPause();
  let stopped = false;
  const loop = async (): Promise<void> => {
    while (!stopped) await pause.until(jittered(await round(deps, inHand), 0.2));
  };
  const running = loop();
  return {
    wake: pause.end,
    async close(timeoutMs) {
      stopped = true;
      pause.close();
      await running;
      const all = Promise.all(inHand);
      await withDeadline(all, timeoutMs, 'notifications are still being sent').catch((error: unknown) => {
        // Their leases end, and another process sends them.
        deps.log.warn('closed while sending', { sending: inHand.size, error });
      });
    },
  };
}

/** Never throws. Answers how long to wait before the next, in milliseconds. */
async function round(deps: Deps, inHand: Set<Promise<void>>): Promise<number> {
  const { notificationDeliveries } = deps.database;
  try {
    const when = { now: new Date(), timeZone: deps.timeZone };
    const events = await notificationDeliveries.dispatch(BATCH, (batch) => planDeliveries(batch, when));
    const limit = MOST_AT_ONCE - inHand.size;
    const claim = { now: new Date(), leaseMs: LEASE_MS, limit, staysOpen, mostEvents };
    const claimed = limit > 0 ? await notificationDeliveries.claim(claim) : [];
    for (const one of claimed) {
      const sending = sendDelivery(deps, one)
        // Its lease ends, and it is sent again.
        .catch((error: unknown) => deps.log.warn('notification not noted', { error }))
        .finally(() => inHand.delete(sending));
      inHand.add(sending);
    }
    return events === BATCH || claimed.length > 0 ? BUSY_POLL_MS : POLL_MS;
  } catch (error) {
    deps.log.warn('notifications wait', { error });
    return AFTER_ERROR_MS;
  }
}

/** A wait that can be cut short; a call that comes while nobody waits cuts the next. */
function createPause() {
  let wake: (() => void) | undefined;
  let isDue = false;
  let isClosed = false;
  const end = (): void => {
    isDue = true;
    wake?.();
  };
  return {
    end,
    /** From now on nobody waits. */
    close(): void {
      isClosed = true;
      end();
    },
    async until(ms: number): Promise<void> {
      let timer: NodeJS.Timeout | undefined;
      if (!isDue && !isClosed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, ms);
        });
      }
      clearTimeout(timer);
      wake = undefined;
      isDue = false;
    },
  };
}

/** Wakes when a matcher says that somebody was marked. A hint that is lost costs a poll's time. */
export function wakeOnMarks(redis: Redis, wake: () => void, log: Pick<Log, 'warn'>): { close(): void } {
  const stopped = new AbortController();
  const receive = ({ faces }: { readonly faces: readonly { readonly status: string }[] }): void => {
    if (faces.some(({ status }) => status === 'present' || status === 'late')) wake();
  };
  // Resolves when Redis is there, and rejects when it is closed before.
  subscribeOutcomes(redis, receive, stopped.signal).catch((error: unknown) => {
    if (!stopped.signal.aborted) log.warn('marks not followed', { error });
  });
  return { close: () => stopped.abort() };
}
