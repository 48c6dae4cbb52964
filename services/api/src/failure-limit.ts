import { AppError } from '@hadir/platform';

const WINDOW_MS = 60_000;
const MAX_FAILURES = 30;
const MAX_ADDRESSES = 10_000;

/**
 * Slows down whoever tries keys: after 30 failures within a minute an address's further ones are refused until the minute is
 * over. It needs to do no more: a key has 256 random bits.
 */
export function createFailureLimit(now: () => number) {
  const byAddress = new Map<string, { failures: number; readonly endsAt: number }>();
  return {
    /** Throws `AppError('too-many-requests')`. */
    check(address: string): void {
      const window = byAddress.get(address);
      if (!window) return;
      const leftMs = window.endsAt - now();
      if (leftMs <= 0) byAddress.delete(address);
      else if (window.failures >= MAX_FAILURES) {
        throw new AppError('too-many-requests', 'too many refused attempts from this address', {
          retryAfterSeconds: leftMs / 1000,
        });
      }
    },
    count(address: string): void {
      const window = byAddress.get(address);
      if (window && window.endsAt > now()) {
        window.failures += 1;
        return;
      }
      byAddress.delete(address);
      byAddress.set(address, { failures: 1, endsAt: now() + WINDOW_MS });
      const [oldest] = byAddress.keys();
      if (byAddress.size > MAX_ADDRESSES && oldest !== undefined) byAddress.delete(oldest);
    },
  };
}
