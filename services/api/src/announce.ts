import {
  type Log,
  publishDeviceChanged,
  publishFirmwareChanged,
  publishGalleryChanged,
  type Redis,
} from '@hadir/platform';
import type { Announce } from './shared/deps.ts';

/** Courses that one message names at most. */
const MAX_COURSES = 1000;

export function createAnnounce(redis: Redis, log: Log): Announce {
  const attempt = async (event: string, send: () => Promise<void>): Promise<void> => {
    try {
      await send();
    } catch (error) {
      log.warn('change not announced', { change: event, error });
    }
  };
  return {
    galleryChanged: async (courseIds) => {
      for (let at = 0; at < courseIds.length; at += MAX_COURSES) {
        const some = courseIds.slice(at, at + MAX_COURSES);
        await attempt('gallery', () => publishGalleryChanged(redis, { courseIds: some }));
      }
    },
    deviceChanged: (deviceId) => attempt('device', () => publishDeviceChanged(redis, { deviceId })),
    firmwareChanged: (target) => attempt('firmware', () => publishFirmwareChanged(redis, { target })),
  };
}
