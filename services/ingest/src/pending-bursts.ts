import type { Burst, BurstAsked } from '@hadir/contracts';
import { DependencyUnavailable, onRedis, type Redis } from '@hadir/platform';

/** Bursts that devices are to be asked for with their next answer. */
export type PendingBursts = {
  add(asked: BurstAsked, nowMs?: number): void;
  /** The burst asked of this device, once among all replicas; none while Redis is away. */
  take(deviceId: string, nowMs?: number): Promise<Burst | undefined>;
};

/** By then whoever stood before the camera has gone. */
const PENDING_MS = 5000;
const MAX_DEVICES = 5000;
/** The message reaches replicas at different times; with it a claim still ends before a device is asked again (createBursts). */
const LATE_MS = 500;

/** Every replica is told of every burst, and the device's next frame reaches any: whoever claims it in Redis gives it. */
export function createPendingBursts(redis: Redis): PendingBursts {
  const byDevice = new Map<string, { readonly burst: Burst; readonly askedMs: number }>();
  return {
    add({ deviceId, burst }, nowMs = Date.now()) {
      if (byDevice.size >= MAX_DEVICES) byDevice.clear();
      byDevice.set(deviceId, { burst, askedMs: nowMs });
    },
    async take(deviceId, nowMs = Date.now()) {
      const pending = byDevice.get(deviceId);
      if (!pending) return undefined;
      byDevice.delete(deviceId);
      const leftMs = pending.askedMs + PENDING_MS - nowMs;
      if (leftMs < 0) return undefined;
      return (await claim(redis, deviceId, leftMs + LATE_MS)) ? pending.burst : undefined;
    },
  };
}

/** The frame was taken already, so that its answer must not fail for want of a hint. */
async function claim(redis: Redis, deviceId: string, forMs: number): Promise<boolean> {
  const key = `hadir:burst-given:${deviceId}`;
  try {
    return (await onRedis(() => redis.set(key, '1', 'PX', forMs, 'NX'))) !== null;
  } catch (error) {
    if (error instanceof DependencyUnavailable) return false;
    throw error;
  }
}
