import type { Log, Redis } from '@hadir/platform';
import { createOidc, type Oidc } from '../oidc/create-oidc.ts';
import { parseRoleMap } from '../oidc/role-map.ts';
import type { SignInParts } from '../shared/deps.ts';
import { createSignInLimits } from './sign-in-limits.ts';

export type SignInEnv = {
  readonly PUBLIC_URL?: string | undefined;
  readonly SESSION_IDLE_MINUTES: number;
  readonly SESSION_LIFETIME_HOURS: number;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_CLIENT_ID?: string | undefined;
  readonly OIDC_CLIENT_SECRET?: string | undefined;
  readonly OIDC_EMAIL_DOMAINS?: string | undefined;
  readonly OIDC_ROLE_CLAIM?: string | undefined;
  readonly OIDC_ROLE_MAP?: string | undefined;
  readonly OIDC_CREATE_USERS?: 'no' | 'viewer' | undefined;
};

/** How users sign in, as the environment says. */
export function createSignInParts(
  { redis, log }: { readonly redis: Redis; readonly log: Log },
  env: SignInEnv,
): SignInParts {
  return {
    limits: createSignInLimits(redis),
    life: { idleMs: env.SESSION_IDLE_MINUTES * 60_000, absoluteMs: env.SESSION_LIFETIME_HOURS * 3_600_000 },
    publicUrl: env.PUBLIC_URL === undefined ? undefined : new URL(env.PUBLIC_URL),
    oidc: openOidc(log, env),
  };
}

function openOidc(log: Log, env: SignInEnv): Oidc | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (!issuer || !clientId) return undefined;
  const { OIDC_ROLE_CLAIM: claim = 'groups', OIDC_ROLE_MAP: pairs } = env;
  const map = pairs === undefined ? undefined : parseRoleMap(pairs);
  return createOidc({
    issuer,
    clientId,
    clientSecret,
    emailDomains: env.OIDC_EMAIL_DOMAINS?.split(',').map((domain) => domain.trim().toLowerCase()),
    roles: map && { claim, map },
    createsViewers: env.OIDC_CREATE_USERS === 'viewer',
    log,
  });
}
