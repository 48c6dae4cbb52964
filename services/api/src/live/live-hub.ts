import { awaitLive, type LiveItem, type Log, liveEnds, pause, type Redis } from '@hadir/platform';

type Receive = (item: LiveItem) => void;

export type LiveHub = {
  /**
   * Calls `receive` with every event that is appended after the promise resolved, by whichever process, and maybe with some from
   * shortly before, until the answered function is called.
   */
  follow(receive: Receive): Promise<() => void>;
  readonly isFollowed: () => boolean;
  /** Fires when the process closes: who follows ends then. */
  readonly closed: AbortSignal;
  close(): Promise<void>;
};

type Reader = { readonly begun: Promise<void>; readonly ended: Promise<void> };

const BLOCK_MS = 5000;
const AGAIN_MS = 1000;

/** One reader of the live stream for all who watch through this process; it rests while nobody does. */
export function createLiveHub({ redis, log }: { readonly redis: Redis; readonly log: Log }): LiveHub {
  const followers = new Set<Receive>();
  const closed = new AbortController();
  const isNeeded = (): boolean => followers.size > 0 && !closed.signal.aborted;
  let reader: Reader | undefined;

  const startReader = (): Reader => {
    const own = connectionOf(redis);
    const hangUp = (): void => own.disconnect();
    closed.signal.addEventListener('abort', hangUp, { once: true });
    const reading = readWhile(own, {
      isNeeded,
      receive: (item) => {
        for (const receive of followers) receive(item);
      },
      failed: (error) => {
        if (!closed.signal.aborted) log.warn('live events not read', { error });
        return pause(AGAIN_MS, closed.signal);
      },
    });
    const ended = reading.ended.finally(() => {
      closed.signal.removeEventListener('abort', hangUp);
      own.disconnect();
      // Somebody may have come between the last look and now.
      reader = isNeeded() ? startReader() : undefined;
    });
    return { begun: reading.begun, ended };
  };

  return {
    closed: closed.signal,
    isFollowed: () => followers.size > 0,
    async follow(receive) {
      followers.add(receive);
      reader ??= startReader();
      await reader.begun;
      return () => followers.delete(receive);
    },
    async close() {
      closed.abort();
      await reader?.ended;
    },
  };
}

type Reading = {
  readonly isNeeded: () => boolean;
  readonly receive: Receive;
  readonly failed: (error: unknown) => Promise<unknown>;
};

/** `begun` resolves once nothing that is appended is missed any more. */
function readWhile(redis: Redis, { isNeeded, receive, failed }: Reading): Reader {
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const read = async (): Promise<void> => {
    let last: string | undefined;
    while (isNeeded()) {
      try {
        last ??= (await liveEnds(redis))?.newest ?? '0-0';
        begin();
        const news = await awaitLive(redis, last, BLOCK_MS);
        last = news.last;
        news.items.forEach(receive);
      } catch (error) {
        await failed(error);
      }
    }
  };
  return { begun, ended: read().finally(begin) };
}

/** Its commands wait while Redis is away, and as long as there is nothing to read. */
function connectionOf(redis: Redis): Redis {
  const own = redis.duplicate({
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
    commandTimeout: undefined,
  });
  // Outages are reported by the connection that this one was made from.
  own.on('error', () => undefined);
  return own;
}
