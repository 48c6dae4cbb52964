import { BURST_CHANNEL, BurstAsked, livenessBurst } from '@hadir/contracts';
import { onRedis } from './dependency.ts';
import { publish, type Subscription, subscribe } from './pubsub.ts';
import type { Redis } from './redis.ts';

export type Bursts = {
  /**
   * Asks a device for a burst with the answer to its next frame; false when it was asked a moment ago. A hint: while ingest
   * is away it is lost, and whoever still needs it asks again.
   */
  request(deviceId: string): Promise<boolean>;
};

/** Until a burst is captured, posted and matched, asking again would only ask for more of the same. */
const ASKED_FOR_MS = livenessBurst.frames * livenessBurst.intervalMs + 3000;

export function createBursts(redis: Redis): Bursts {
  return {
    async request(deviceId) {
      const key = `hadir:burst-asked:${deviceId}`;
      const isFirst = await onRedis(() => redis.set(key, '1', 'PX', ASKED_FOR_MS, 'NX'));
      if (isFirst === null) return false;
      await publish(redis, BURST_CHANNEL, BurstAsked, { deviceId, burst: livenessBurst });
      return true;
    },
  };
}

export function subscribeBursts(
  redis: Redis,
  receive: (asked: BurstAsked) => void,
  signal?: AbortSignal,
): Promise<Subscription> {
  return subscribe(redis, BURST_CHANNEL, BurstAsked, receive, signal);
}
