import { AppError } from '@hadir/platform';

type Limits = {
  /** Frames of one device, lasting. */
  readonly perSecond: number;
  /** Frames of one device at once. */
  readonly burst: number;
};

export type RateLimit = {
  /** Counts one frame. Throws AppError too-many-requests with the time to wait. */
  take(deviceId: string, nowMs: number): void;
};

/** A bucket that has been left alone this long is full again at any sane limit. */
const SWEEP_AT_SIZE = 10_000;

/**
 * A token bucket for each device, in this process: with n replicas behind a balancer a device may get n times its rate,
 * which is still bounded; the queue's own limit is shared by all.
 */
export function createRateLimit({ perSecond, burst }: Limits): RateLimit {
  /** When the bucket of a device will be full again, ms since 1970. */
  const fullAt = new Map<string, number>();
  const costMs = 1000 / perSecond;
  const toleranceMs = burst * costMs;

  return {
    take(deviceId, nowMs) {
      const next = Math.max(fullAt.get(deviceId) ?? 0, nowMs) + costMs;
      const waitMs = next - toleranceMs - nowMs;
      if (waitMs > 0) {
        const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
        const message = `more than ${perSecond} frames a second from this device`;
        throw new AppError('too-many-requests', message, { retryAfterSeconds });
      }
      if (fullAt.size >= SWEEP_AT_SIZE) sweep(fullAt, nowMs);
      fullAt.set(deviceId, next);
    },
  };
}

/** Forgets full buckets, which are as good as new ones. */
function sweep(fullAt: Map<string, number>, nowMs: number): void {
  for (const [deviceId, at] of fullAt) {
    if (at <= nowMs) fullAt.delete(deviceId);
  }
}
