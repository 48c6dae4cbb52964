import type { Log } from '@hadir/platform';

type Deps = {
  readonly devices: { touch(id: string, at: Date): Promise<unknown> };
  readonly log: Log;
};

/** Notes when a device was last heard of: at most once a minute each, and never in the way of a frame. */
export type TouchDevice = (deviceId: string, nowMs: number) => void;

const EVERY_MS = 60_000;
/** While the database is slow, notes are left out rather than piled up. */
const MAX_UNDER_WAY = 4;
const MAX_REMEMBERED = 10_000;

export function createTouchDevice({ devices, log }: Deps): TouchDevice {
  const touchedAt = new Map<string, number>();
  let underWay = 0;
  return (deviceId, nowMs) => {
    if (nowMs - (touchedAt.get(deviceId) ?? 0) < EVERY_MS || underWay >= MAX_UNDER_WAY) return;
    if (touchedAt.size >= MAX_REMEMBERED) touchedAt.clear();
    touchedAt.set(deviceId, nowMs);
    underWay += 1;
    devices
      .touch(deviceId, new Date(nowMs))
      .catch((error: unknown) => log.debug('last seen not noted', { deviceId, error }))
      .finally(() => {
        underWay -= 1;
      });
  };
}
