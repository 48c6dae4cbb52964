import type { Redis } from '@hadir/platform';
import type { SignInParts } from '../shared/deps.ts';
import { createSignInLimits } from './sign-in-limits.ts';

type SignInEnv = {
  readonly PUBLIC_URL?: string | undefined;
  readonly SESSION_IDLE_MINUTES: number;
  readonly SESSION_LIFETIME_HOURS: number;
};

/** How users sign in, as the environment says. */
export function createSignInParts(redis: Redis, env: SignInEnv): SignInParts {
  return {
    limits: createSignInLimits(redis),
    life: { idleMs: env.SESSION_IDLE_MINUTES * 60_000, absoluteMs: env.SESSION_LIFETIME_HOURS * 3_600_000 },
    publicUrl: env.PUBLIC_URL === undefined ? undefined : new URL(env.PUBLIC_URL),
  };
}
