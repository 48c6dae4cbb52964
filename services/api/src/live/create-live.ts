import { appendLive, createDeviceHealth, type Log, type Redis } from '@hadir/platform';
import type { ApiDeps, Live } from '../shared/deps.ts';
import { createLiveHub } from './live-hub.ts';
import { createWatchLimit } from './watch-limit.ts';
import { watchLive } from './watch-live.ts';

/** What the api's parts tell pages and are told of devices. Close `liveHub` before the server: it lets the pages go. */
export function createLiveParts(redis: Redis, log: Log) {
  const liveHub = createLiveHub({ redis, log });
  const limit = createWatchLimit();
  const parts: Pick<ApiDeps, 'live' | 'watchLive' | 'deviceHealth'> = {
    live: createLive(redis, log),
    watchLive: (watch) => watchLive({ redis, liveHub, limit }, watch),
    deviceHealth: createDeviceHealth(redis),
  };
  return { liveHub, parts };
}

function createLive(redis: Redis, log: Pick<Log, 'warn'>): Live {
  return {
    async publish(event) {
      try {
        await appendLive(redis, event);
      } catch (error) {
        log.warn('live event not published', { type: event.type, error });
      }
    },
  };
}
