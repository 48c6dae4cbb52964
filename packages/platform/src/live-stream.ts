import { LiveEvent } from '@hadir/contracts';
import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

/** The newest events stay, so that a page that lost its connection can go on where it was. */
const KEPT_EVENTS = 10_000;
const KEY = 'hadir:live';

/** Appends an event to the stream that every api process reads. Throws DependencyUnavailable('redis'). */
export async function appendLive(redis: Redis, event: LiveEvent): Promise<void> {
  const text = JSON.stringify(LiveEvent.parse(event));
  await onRedis(() => redis.xadd(KEY, 'MAXLEN', '~', KEPT_EVENTS, '*', 'event', text));
}
