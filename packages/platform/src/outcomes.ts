import { FrameOutcome, type LiveEvent, OUTCOMES_CHANNEL } from '@hadir/contracts';
import { defineScript } from './define-script.ts';
import { onRedis } from './dependency.ts';
import { KEPT_LIVE_EVENTS, LIVE_KEY } from './live-stream.ts';
import { type Subscription, subscribe } from './pubsub.ts';
import type { Redis } from './redis.ts';

export type Outcomes = {
  /** Publishes the outcome to whoever listens, appends it to the live stream and keeps it for its device's next answers. */
  publish(outcome: FrameOutcome): Promise<void>;
  /** The device's newest outcomes, newest first; at most 20, none older than 10 minutes. */
  recent(deviceId: string, limit?: number): Promise<FrameOutcome[]>;
};

const KEPT_PER_DEVICE = 20;
const TTL_SECONDS = 600;

const publishLua = `
redis.call('LPUSH', KEYS[1], ARGV[1])
redis.call('LTRIM', KEYS[1], 0, ARGV[2] - 1)
redis.call('EXPIRE', KEYS[1], ARGV[3])
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[5], '*', 'event', ARGV[6])
return redis.call('PUBLISH', ARGV[4], ARGV[1])`;

export function createOutcomes(redis: Redis): Outcomes {
  const publishAndKeep = defineScript(redis, 'hadirPublishOutcome', 2, publishLua);
  return {
    async publish(outcome) {
      const text = JSON.stringify(FrameOutcome.parse(outcome));
      const live = JSON.stringify({ type: 'outcome', outcome } satisfies LiveEvent);
      await publishAndKeep(
        [keyOf(outcome.deviceId), LIVE_KEY],
        [text, KEPT_PER_DEVICE, TTL_SECONDS, OUTCOMES_CHANNEL, KEPT_LIVE_EVENTS, live],
      );
    },
    async recent(deviceId, limit = 10) {
      const last = Math.min(limit, KEPT_PER_DEVICE) - 1;
      const texts = await onRedis(() => redis.lrange(keyOf(deviceId), 0, last));
      return texts.flatMap((text) => {
        // Another version of the matcher may write what this version does not know.
        const parsed = FrameOutcome.safeParse(JSON.parse(text));
        return parsed.success ? [parsed.data] : [];
      });
    },
  };
}

export function subscribeOutcomes(
  redis: Redis,
  receive: (outcome: FrameOutcome) => void,
  signal?: AbortSignal,
): Promise<Subscription> {
  return subscribe(redis, OUTCOMES_CHANNEL, FrameOutcome, receive, signal);
}

function keyOf(deviceId: string): string {
  return `hadir:outcomes:${deviceId}`;
}
