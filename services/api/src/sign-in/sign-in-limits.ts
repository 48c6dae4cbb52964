import { createHash } from 'node:crypto';
import { isIPv6 } from 'node:net';
import { AppError, createRateLimit, type RateLimitState, type Redis } from '@hadir/platform';

/** Failures from one address before it must wait for the rest of the window. Many may share an address, so it is generous. */
const FAILURES_PER_ADDRESS = 50;
const ADDRESS_WINDOW_SECONDS = 300;
/** Failures at one account before it is locked. */
const FAILURES_PER_ACCOUNT = 5;
const ACCOUNT_WINDOW_SECONDS = 900;
/** How long the first, second … lock lasts; the last for all that follow within a day of quiet. */
const LOCK_SECONDS = [60, 300, 900, 3600] as const;
const FORGET_LOCKS_SECONDS = 86_400;

export type Attempt = {
  readonly address: string;
  /** What was typed as e-mail, in small letters; whether it is somebody's makes no difference. */
  readonly email: string;
  /** A browser in which this account was signed in before: it has failures and locks of its own. */
  readonly browser: string | undefined;
};
export type SignInLimits = ReturnType<typeof createSignInLimits>;

/** Counted for all processes together, in Redis, under hashes. */
export function createSignInLimits(redis: Redis) {
  const limit = (name: string, points: number, windowSeconds: number) =>
    createRateLimit(redis, { name, points, windowSeconds });
  const addresses = limit('sign-in-address', FAILURES_PER_ADDRESS, ADDRESS_WINDOW_SECONDS);
  const accounts = limit('sign-in-account', FAILURES_PER_ACCOUNT, ACCOUNT_WINDOW_SECONDS);
  const locks = limit('sign-in-lock', Number.MAX_SAFE_INTEGER, FORGET_LOCKS_SECONDS);
  return {
    /** Counts an attempt before it is looked at, so that many at once are no way around. Throws `AppError('too-many-requests')`. */
    async begin(attempt: Attempt): Promise<{ readonly isLast: boolean }> {
      await this.takeAddress(attempt.address);
      const account = await accounts.take(accountKey(attempt));
      if (!account.isAllowed)
        throw wait(account, 'this account is locked for a while after too many attempts');
      return { isLast: account.used >= FAILURES_PER_ACCOUNT };
    },
    async takeAddress(address: string): Promise<void> {
      const state = await addresses.take(addressKey(address));
      if (!state.isAllowed) throw wait(state, 'too many attempts from this address');
    },
    /** The attempt was good: it counts for nothing, and what failed before is forgotten. */
    async succeed(attempt: Attempt): Promise<void> {
      const key = accountKey(attempt);
      await Promise.all([
        addresses.giveBack(addressKey(attempt.address)),
        accounts.forget(key),
        locks.forget(key),
      ]);
    },
    /** The password was right and something else is still to come. */
    async giveBack(attempt: Attempt): Promise<void> {
      await Promise.all([
        addresses.giveBack(addressKey(attempt.address)),
        accounts.giveBack(accountKey(attempt)),
      ]);
    },
    /** Locks the account after its last attempt; answers for how many seconds. */
    async lock(attempt: Attempt): Promise<number> {
      const key = accountKey(attempt);
      const { used } = await locks.take(key);
      const seconds = LOCK_SECONDS[Math.min(used, LOCK_SECONDS.length) - 1] ?? LOCK_SECONDS[0];
      await accounts.block(key, seconds);
      return seconds;
    },
    /** After a password was reset: whoever has the new one need not wait. */
    async unlock(email: string): Promise<void> {
      const key = accountKey({ email, browser: undefined });
      await Promise.all([accounts.forget(key), locks.forget(key)]);
    },
  };
}

function wait({ retryAfterSeconds }: RateLimitState, message: string): AppError {
  const minutes = Math.max(1, Math.ceil(retryAfterSeconds / 60));
  return new AppError('too-many-requests', `${message}; try again in ${minutes} min`, { retryAfterSeconds });
}

function accountKey({ email, browser = '' }: Pick<Attempt, 'email' | 'browser'>): string {
  return digest(`${email}\n${browser}`);
}

/** One household or machine has a whole /64 of IPv6. */
function addressKey(address: string): string {
  return digest(isIPv6(address) && !address.includes('.') ? firstGroups(address) : address);
}

function firstGroups(address: string): string {
  const [head = '', tail] = address.split('::');
  const given = head.split(':').filter(Boolean);
  const after = tail?.split(':').filter(Boolean) ?? [];
  const zeros =
    tail === undefined ? [] : Array<string>(Math.max(0, 8 - given.length - after.length)).fill('0');
  return [...given, ...zeros, ...after].slice(0, 4).join(':');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
