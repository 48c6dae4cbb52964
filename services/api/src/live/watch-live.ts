import { AppError, compareLiveIds, type LiveItem, liveAfter, liveEnds, type Redis } from '@hadir/platform';
import type { LiveHub } from './live-hub.ts';
import type { WatchLimit } from './watch-limit.ts';

type Deps = {
  readonly redis: Redis;
  readonly liveHub: Pick<LiveHub, 'follow' | 'closed'>;
  readonly limit: WatchLimit;
};

export type Watch = {
  /** Whose page it is, for the limit. */
  readonly who: string;
  /** What to leave out; all events pass without it. */
  readonly concerns: (item: LiveItem) => boolean;
  /** The last event that the page has; undefined for one that has just been opened. */
  readonly after: string | undefined;
  /** Fires when the page is gone. */
  readonly gone: AbortSignal;
};

/** `ready` comes first, `missed` when events that the page has not seen are not kept any more, `beat` when nothing happens. */
export type LiveMessage =
  | { readonly kind: 'ready'; readonly id: string }
  | { readonly kind: 'missed' }
  | { readonly kind: 'beat' }
  | ({ readonly kind: 'event' } & LiveItem);

/** A page that takes in less than it is sent is cut off, and goes on from its last event when it comes back. */
const MOST_UNREAD = 2000;
const BEAT_MS = 15_000;
/** The connection ends then, and the page comes back: so a key that was revoked stops, and no connection is for ever. */
const LONGEST_MS = 15 * 60_000;
const CATCH_UP = 500;

/**
 * Follows the live stream: first what came after `watch.after`, then what comes, each event once and in order. Ends when the page
 * is gone, falls behind or has watched for 15 minutes. Throws DependencyUnavailable('redis'), and
 * `AppError` 'too-many-requests' or 'unavailable' when too many watch, before its first message.
 */
export async function* watchLive(deps: Deps, watch: Watch): AsyncGenerator<LiveMessage> {
  const leave = deps.limit.enter(watch.who);
  try {
    yield* follow(deps, watch);
  } finally {
    leave();
  }
}

async function* follow(deps: Deps, watch: Watch): AsyncGenerator<LiveMessage> {
  const ends = await liveEnds(deps.redis);
  const inbox = createInbox();
  const unfollow = await deps.liveHub.follow(inbox.put);
  try {
    // Read again: whatever came before the following began is caught up with.
    const newest = (await liveEnds(deps.redis))?.newest ?? ends?.newest ?? '0-0';
    let last = watch.after ?? newest;
    yield { kind: 'ready', id: last };
    if (watch.after && ends && compareLiveIds(watch.after, ends.oldest) < 0) yield { kind: 'missed' };
    for await (const item of catchUp(deps.redis, last)) {
      last = item.id;
      if (watch.concerns(item)) yield { kind: 'event', ...item };
    }
    yield* fresh(inbox, { ...watch, after: last }, AbortSignal.any([watch.gone, deps.liveHub.closed]));
  } finally {
    unfollow();
  }
}

async function* catchUp(redis: Redis, after: string): AsyncGenerator<LiveItem> {
  let items = await liveAfter(redis, after, CATCH_UP);
  while (items.length > 0) {
    yield* items;
    items = await liveAfter(redis, items.at(-1)?.id ?? after, CATCH_UP);
  }
}

async function* fresh(inbox: Inbox, watch: Watch, ended: AbortSignal): AsyncGenerator<LiveMessage> {
  // What was caught up with may come again.
  const isNew = (item: LiveItem): boolean => compareLiveIds(item.id, watch.after ?? '0-0') > 0;
  const endsAt = Date.now() + LONGEST_MS;
  while (!ended.aborted && !inbox.isFull() && Date.now() < endsAt) {
    const items = await inbox.take(BEAT_MS, ended);
    for (const item of items) if (isNew(item) && watch.concerns(item)) yield { kind: 'event', ...item };
    if (items.length === 0) yield { kind: 'beat' };
  }
}

type Inbox = ReturnType<typeof createInbox>;

function createInbox() {
  let unread: LiveItem[] = [];
  let isFull = false;
  let wake: (() => void) | undefined;
  return {
    put(item: LiveItem): void {
      if (unread.length >= MOST_UNREAD) isFull = true;
      else unread.push(item);
      wake?.();
    },
    isFull: () => isFull,
    /** What came, at once or as soon as something does; nothing after `waitMs`, or when `ended` fires. */
    async take(waitMs: number, ended: AbortSignal): Promise<LiveItem[]> {
      if (unread.length === 0 && !ended.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
          ended.addEventListener('abort', wake, { once: true });
        });
        if (wake) ended.removeEventListener('abort', wake);
        wake = undefined;
      }
      const items = unread;
      unread = [];
      return items;
    },
  };
}

/** `Last-Event-ID` as a page sends it when it comes back. Throws `AppError('bad-request')` for what never was an id of ours. */
export function readLastEventId(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  if (/^\d{1,15}-\d{1,10}$/.test(text)) return text;
  throw new AppError('bad-request', 'Last-Event-ID must be the id of an event of this stream', {
    field: 'last-event-id',
  });
}
