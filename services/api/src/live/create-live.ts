import { appendLive, type Log, type Redis } from '@hadir/platform';
import type { Live } from '../shared/deps.ts';

export function createLive(redis: Redis, log: Pick<Log, 'warn'>): Live {
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
