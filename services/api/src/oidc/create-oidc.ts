import { AppError, type Log } from '@hadir/platform';
import * as client from 'openid-client';
import type { RoleMap } from './role-map.ts';

export type OidcOptions = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** In small letters; undefined for every domain. */
  readonly emailDomains: readonly string[] | undefined;
  readonly roles: { readonly claim: string; readonly map: RoleMap } | undefined;
  readonly createsViewers: boolean;
  readonly log: Log;
};

/** What is kept between sending somebody to the provider and their coming back. */
export type OidcChecks = { readonly state: string; readonly nonce: string; readonly verifier: string };

export type OidcClaims = {
  readonly issuer: string;
  readonly subject: string;
  readonly email: string | undefined;
  readonly isEmailVerified: boolean;
  readonly name: string | undefined;
  /** The value of the claim that names roles. */
  readonly roleClaim: unknown;
};

export type Oidc = ReturnType<typeof createOidc>;

const TIMEOUT_SECONDS = 5;
/** How long what the provider says of itself is believed. */
const KEPT_MS = 3_600_000;

/** The provider at which users may sign in. It is asked about itself when first needed, so that we start without it. */
export function createOidc(options: OidcOptions) {
  let known: { readonly config: Promise<client.Configuration>; readonly endsAt: number } | undefined;
  const configuration = async (): Promise<client.Configuration> => {
    if (!known || known.endsAt <= Date.now())
      known = { config: discover(options), endsAt: Date.now() + KEPT_MS };
    try {
      return await known.config;
    } catch (error) {
      known = undefined;
      options.log.warn('the OpenID Connect provider says nothing of itself', { error });
      throw unavailable(error);
    }
  };
  return {
    options,
    /** Where to send somebody, and what to check when they come back. Throws `AppError('unavailable')`. */
    async begin(redirectUri: string): Promise<{ readonly url: URL; readonly checks: OidcChecks }> {
      const config = await configuration();
      const verifier = client.randomPKCECodeVerifier();
      const checks = { state: client.randomState(), nonce: client.randomNonce(), verifier };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
      });
      return { url, checks };
    },
    /** What the provider says of who came back. Throws `AppError` 'unauthenticated' for a code, state or nonce that is not right. */
    async finish(cameBackTo: URL, checks: OidcChecks): Promise<OidcClaims> {
      const config = await configuration();
      try {
        return await claimsOf(config, cameBackTo, checks, options.roles?.claim);
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
}

function discover({ issuer, clientId, clientSecret }: OidcOptions): Promise<client.Configuration> {
  const url = new URL(issuer);
  const isLocal = url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const authentication = clientSecret ? client.ClientSecretBasic(clientSecret) : client.None();
  return client.discovery(url, clientId, undefined, authentication, {
    timeout: TIMEOUT_SECONDS,
    ...(isLocal && { execute: [client.allowInsecureRequests] }),
  });
}

async function claimsOf(
  config: client.Configuration,
  cameBackTo: URL,
  { state, nonce, verifier }: OidcChecks,
  roleClaim: string | undefined,
): Promise<OidcClaims> {
  const tokens = await client.authorizationCodeGrant(config, cameBackTo, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const idToken = tokens.claims();
  if (!idToken)
    throw new AppError('unauthenticated', 'the provider sent no id token', { reason: 'oidc-refused' });
  const isComplete = idToken.email !== undefined && (!roleClaim || idToken[roleClaim] !== undefined);
  const more = isComplete ? {} : await client.fetchUserInfo(config, tokens.access_token, idToken.sub);
  const claims: Readonly<Record<string, unknown>> = { ...more, ...idToken };
  return {
    issuer: idToken.iss,
    subject: idToken.sub,
    email: textOf(claims.email)?.trim().toLowerCase(),
    isEmailVerified: claims.email_verified === true,
    name: textOf(claims.name),
    roleClaim: roleClaim && claims[roleClaim],
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** What the provider or our checks refuse is the caller's to begin again; anything else means that it does not answer. */
function refusalOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const isTimeout = error instanceof Error && /timeout|timed out/i.test(`${error.name} ${error.message}`);
  const isRefusal =
    error instanceof client.AuthorizationResponseError ||
    error instanceof client.ResponseBodyError ||
    error instanceof client.WWWAuthenticateChallengeError ||
    (error instanceof client.ClientError && !isTimeout && !isNetwork(error));
  if (!isRefusal) return unavailable(error);
  const message = 'the sign-in at the provider did not succeed or took too long; begin again';
  return new AppError('unauthenticated', message, { reason: 'oidc-refused', cause: error });
}

function isNetwork(error: Error): boolean {
  return error.cause instanceof TypeError || /fetch failed|unexpected HTTP response/i.test(error.message);
}

function unavailable(cause: unknown): AppError {
  const message = 'the provider at which users sign in does not answer; try again, or use a password';
  return new AppError('unavailable', message, { retryAfterSeconds: 10, reason: 'oidc-unavailable', cause });
}
