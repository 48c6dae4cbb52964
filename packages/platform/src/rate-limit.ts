import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

export type RateLimitOptions = {
  /** In Redis's keys: `sign-in-address`. */
  readonly name: string;
  /** Uses within one window. */
  readonly points: number;
  readonly windowSeconds: number;
};

export type RateLimitState = {
  readonly isAllowed: boolean;
  /** Uses in this window, this one with them. */
  readonly used: number;
  /** Until the window, or a block, is over. */
  readonly retryAfterSeconds: number;
};

/** All throw DependencyUnavailable('redis') while Redis is away. Keys hold no names: give a hash of them. */
export type RateLimit = {
  /** Counts one use, whether or not it is allowed; one that is not allowed does not make the wait longer. */
  take(key: string): Promise<RateLimitState>;
  /** Gives one use back. */
  giveBack(key: string): Promise<void>;
  /** Allows nothing for so long; what was used before is forgotten afterwards. */
  block(key: string, seconds: number): Promise<void>;
  forget(key: string): Promise<void>;
};

/** Uses of a key within windows of time, counted in Redis for every process together. */
export function createRateLimit(redis: Redis, { name, points, windowSeconds }: RateLimitOptions): RateLimit {
  const limiter = new RateLimiterRedis({
    storeClient: redis,
    keyPrefix: `hadir:limit:${name}`,
    points,
    duration: windowSeconds,
  });
  const stateOf = (result: RateLimiterRes, isAllowed: boolean): RateLimitState => ({
    isAllowed,
    used: result.consumedPoints,
    retryAfterSeconds: Math.max(result.msBeforeNext, 0) / 1000,
  });
  return {
    async take(key) {
      try {
        return stateOf(await onRedis(() => limiter.consume(key)), true);
      } catch (error) {
        if (error instanceof RateLimiterRes) return stateOf(error, false);
        throw error;
      }
    },
    giveBack: async (key) => {
      await onRedis(() => limiter.reward(key));
    },
    block: async (key, seconds) => {
      await onRedis(() => limiter.block(key, seconds));
    },
    forget: async (key) => {
      await onRedis(() => limiter.delete(key));
    },
  };
}
