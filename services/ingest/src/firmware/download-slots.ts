import type { ServerResponse } from 'node:http';
import { AppError } from '@hadir/platform';

export type DownloadSlots = {
  /**
   * Holds a slot for this answer until it is out or broken off. A device has one: its former download is hung up on, as its
   * connection is most likely dead. Throws AppError unavailable with Retry-After while all are taken.
   */
  take(deviceId: string, response: ServerResponse): void;
  count(): number;
};

/** So that an update of all cameras at once leaves the network to the frames. */
const MAX_DOWNLOADS = 4;
/** Spread, so that those that wait do not come all at once. */
const retryAfterSeconds = (): number => 10 + Math.floor(Math.random() * 20);

export function createDownloadSlots(): DownloadSlots {
  const held = new Map<string, ServerResponse>();
  return {
    take(deviceId, response) {
      const former = held.get(deviceId);
      if (!former && held.size >= MAX_DOWNLOADS) {
        const message = `${MAX_DOWNLOADS} devices get firmware at this moment: come back`;
        throw new AppError('unavailable', message, {
          reason: 'downloads',
          retryAfterSeconds: retryAfterSeconds(),
        });
      }
      held.set(deviceId, response);
      former?.destroy();
      const release = (): void => {
        if (held.get(deviceId) === response) held.delete(deviceId);
      };
      response.once('finish', release).once('close', release);
    },
    count: () => held.size,
  };
}
