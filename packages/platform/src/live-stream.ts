import { LiveEvent } from '@hadir/contracts';
import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

/** The newest events stay, so that a page that lost its connection can go on where it was. */
export const KEPT_LIVE_EVENTS = 10_000;
export const LIVE_KEY = 'hadir:live';

/** An event and its place in the stream, `ms-number` as Redis gives it. */
export type LiveItem = { readonly id: string; readonly event: LiveEvent };

/** Appends an event to the stream that every api process reads. Throws DependencyUnavailable('redis'). */
export async function appendLive(redis: Redis, event: LiveEvent): Promise<void> {
  const text = JSON.stringify(LiveEvent.parse(event));
  await onRedis(() => redis.xadd(LIVE_KEY, 'MAXLEN', '~', KEPT_LIVE_EVENTS, '*', 'event', text));
}

/** The events after `id`, oldest first, at most `limit`. Throws DependencyUnavailable('redis'). */
export async function liveAfter(redis: Redis, id: string, limit: number): Promise<LiveItem[]> {
  return parse(await onRedis(() => redis.xrange(LIVE_KEY, `(${id}`, '+', 'COUNT', limit)));
}

/** The ids of the oldest and the newest event that are kept; undefined for an empty stream. */
export async function liveEnds(redis: Redis): Promise<{ oldest: string; newest: string } | undefined> {
  const [[first], [last]] = await onRedis(() =>
    Promise.all([
      redis.xrange(LIVE_KEY, '-', '+', 'COUNT', 1),
      redis.xrevrange(LIVE_KEY, '+', '-', 'COUNT', 1),
    ]),
  );
  return first && last ? { oldest: first[0], newest: last[0] } : undefined;
}

/**
 * Waits up to `blockMs` for events after `id` and answers them, oldest first, and after which id to go on. `redis` is a connection of
 * the caller's own, for nothing else is answered on it meanwhile.
 */
export async function awaitLive(
  redis: Redis,
  id: string,
  blockMs: number,
): Promise<{ items: LiveItem[]; last: string }> {
  const answer = await redis.xread('COUNT', 500, 'BLOCK', blockMs, 'STREAMS', LIVE_KEY, id);
  const entries = answer?.[0]?.[1] ?? [];
  return { items: parse(entries), last: entries.at(-1)?.[0] ?? id };
}

/** Negative when `a` comes before `b`. */
export function compareLiveIds(a: string, b: string): number {
  const [aMs = 0, aNumber = 0] = a.split('-').map(Number);
  const [bMs = 0, bNumber = 0] = b.split('-').map(Number);
  return aMs - bMs || aNumber - bNumber;
}

/** What another version of a service wrote, and this one does not know, is left out. */
function parse(entries: readonly [id: string, fields: string[]][]): LiveItem[] {
  return entries.flatMap(([id, fields]) => {
    const parsed = LiveEvent.safeParse(JSON.parse(fields[1] ?? 'null'));
    return parsed.success ? [{ id, event: parsed.data }] : [];
  });
}
