export type BackoffOptions = {
  readonly firstMs: number;
  readonly longestMs: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
};

/** Waits in milliseconds. All but the longest carry jitter, so that cameras do not all return at the same moment. */
export type Backoff = {
  /** The wait before the next attempt: it doubles each time, and up to half of it is taken off. */
  nextMs(): number;
  /** A wait of at least what the server asked for, and never none. */
  askedMs(ms: number): number;
  longestMs(): number;
  reset(): void;
};

export function createBackoff({ firstMs, longestMs, random }: BackoffOptions): Backoff {
  let failures = 0;
  return {
    nextMs() {
      const ms = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 30));
      failures += 1;
      return Math.round(ms * (1 - random() / 2));
    },
    askedMs: (ms) => Math.round(Math.max(firstMs, ms) * (1 + random() / 10)),
    longestMs: () => longestMs,
    reset() {
      failures = 0;
    },
  };
}
