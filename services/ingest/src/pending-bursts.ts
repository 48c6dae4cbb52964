import type { Burst, BurstAsked } from '@hadir/contracts';

/** Bursts that devices are to be asked for with their next answer. */
export type PendingBursts = {
  add(asked: BurstAsked, nowMs?: number): void;
  /** The burst asked of this device, once. */
  take(deviceId: string, nowMs?: number): Burst | undefined;
};

/** By then whoever stood before the camera has gone. */
const PENDING_MS = 5000;
const MAX_DEVICES = 5000;

export function createPendingBursts(): PendingBursts {
  const byDevice = new Map<string, { readonly burst: Burst; readonly askedMs: number }>();
  return {
    add({ deviceId, burst }, nowMs = Date.now()) {
      if (byDevice.size >= MAX_DEVICES) byDevice.clear();
      byDevice.set(deviceId, { burst, askedMs: nowMs });
    },
    take(deviceId, nowMs = Date.now()) {
      const pending = byDevice.get(deviceId);
      if (!pending) return undefined;
      byDevice.delete(deviceId);
      return nowMs - pending.askedMs <= PENDING_MS ? pending.burst : undefined;
    },
  };
}
