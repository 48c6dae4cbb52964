import { AppError, defineRoute, type Route } from '@hadir/platform';
import type { Request } from 'express';
import { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';
import { signInDeps } from '../sign-in/routes.ts';
import { baseUrlOf, clearCookie, readCookie, setCookie } from '../sign-in/session-cookie.ts';
import { enter } from '../sign-in/sign-in.ts';
import type { Oidc, OidcChecks } from './create-oidc.ts';
import { userOfClaims } from './user-of-claims.ts';

type Deps = Pick<ApiDeps, 'database' | 'signIn' | 'secrets' | 'log'>;

const path = '/v1/sign-in/oidc';
const tags = ['session'];
const CONTEXT = 'oidc checks';
/** Long enough for a second factor at the provider. */
const CHECKS_SECONDS = 600;

const SignInWays = z
  .object({
    password: z.boolean(),
    oidc: z.boolean().describe('Whether GET /v1/sign-in/oidc leads to a provider.'),
  })
  .meta({ id: 'SignInWays' });

/** A path of our own, so that nobody is sent elsewhere after signing in. */
const ReturnTo = z
  .string()
  .max(500)
  .regex(/^\/(?![/\\])[^\\\p{Cc}]*$/u, 'must be a path of this site, such as /sessions')
  .default('/');

const Kept = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  endsAt: z.number(),
});

export function oidcRoutes(deps: Deps): Route[] {
  return [waysRoute(deps), beginRoute(deps), finishRoute(deps)];
}

function waysRoute({ signIn }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/sign-in',
    summary: 'Say how users can sign in here',
    tags,
    roles: 'public',
    schemas: { response: SignInWays },
    handle: async () => ({ password: true, oidc: signIn.oidc !== undefined }),
  });
}

function beginRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: 'Go to the OpenID Connect provider to sign in',
    tags,
    roles: 'public',
    status: 302,
    schemas: { query: z.strictObject({ returnTo: ReturnTo }) },
    refusals: ['forbidden', 'not-found', 'unavailable'],
    handle: async ({ query: { returnTo } }, { req, res }) => {
      const oidc = providerOf(deps);
      const { url, checks } = await oidc.begin(redirectUri(deps, req));
      const kept = { ...checks, returnTo, endsAt: Date.now() + CHECKS_SECONDS * 1000 };
      const sealed = deps.secrets.seal(Buffer.from(JSON.stringify(kept)), CONTEXT);
      const value = sealed.toString('base64url');
      setCookie(deps.signIn, { req, res }, 'oidc', { value, maxAgeSeconds: CHECKS_SECONDS });
      res.location(url.href);
      return undefined;
    },
  });
}

function finishRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: `${path}/callback`,
    summary: 'Come back from the OpenID Connect provider',
    description: 'Sets the session cookie and leads to where signing in began.',
    tags,
    roles: 'public',
    status: 302,
    schemas: {},
    refusals: [
      'unauthenticated',
      'forbidden',
      'not-found',
      'conflict',
      'unprocessable',
      'too-many-requests',
      'unavailable',
    ],
    handle: async (_input, { req, res }) => {
      const oidc = providerOf(deps);
      const kept = readChecks(deps, req);
      if (!kept) {
        const message = 'this browser began no sign-in, or too long ago; begin again';
        throw new AppError('unauthenticated', message, { reason: 'oidc-state' });
      }
      clearCookie(deps.signIn, { req, res }, 'oidc');
      const cameBackTo = new URL(redirectUri(deps, req));
      cameBackTo.search = new URL(req.originalUrl, cameBackTo).search;
      const claims = await oidc.finish(cameBackTo, kept);
      const user = await userOfClaims(deps, oidc.options, claims);
      await enter(signInDeps(deps), { req, res }, user, { method: 'oidc' });
      res.location(kept.returnTo);
      return undefined;
    },
  });
}

function providerOf({ signIn }: Deps): Oidc {
  if (signIn.oidc) return signIn.oidc;
  throw new AppError('not-found', 'no OpenID Connect provider is set up; sign in with a password', {
    reason: 'no-oidc',
  });
}

function redirectUri({ signIn }: Deps, req: Request): string {
  return `${baseUrlOf(signIn, req)}${path}/callback`;
}

function readChecks(
  { signIn, secrets }: Deps,
  req: Request,
): (OidcChecks & { returnTo: string }) | undefined {
  const sealed = readCookie(signIn, req, 'oidc');
  if (!sealed) return undefined;
  try {
    const text = secrets.open(Buffer.from(sealed, 'base64url'), CONTEXT).toString('utf8');
    const kept = Kept.parse(JSON.parse(text));
    return kept.endsAt > Date.now() ? kept : undefined;
  } catch {
    return undefined;
  }
}
