import type { Database, User } from '@hadir/db';
import { AppError, type SecretBox } from '@hadir/platform';
import type { Request, Response } from 'express';
import { hashPassword, isPassword, needsRehash } from '../passwords/hash-password.ts';
import { takeSecondFactor } from '../totp/second-factor.ts';
import { knownBrowser, rememberBrowser } from './known-browser.ts';
import { assertSameOrigin } from './session-cookie.ts';
import type { Attempt, SignInLimits } from './sign-in-limits.ts';
import { type OpenedSession, openSession, type UserSessionDeps } from './user-session.ts';

export type SignInDeps = UserSessionDeps & {
  readonly database: Database;
  readonly limits: SignInLimits;
  readonly secrets: SecretBox;
};

export type Credentials = {
  readonly email: string;
  readonly password: string;
  readonly code?: string | undefined;
};
export type Exchange = { readonly req: Request; readonly res: Response };
export type SignedIn = OpenedSession & { readonly user: User };

/**
 * Signs in with e-mail, password and, where the user has one, a second factor. Throws `AppError` 'unauthenticated' in the same words
 * and after the same work whether or not there is such a user; 'too-many-requests' while the address or the account is locked.
 */
export async function signIn(deps: SignInDeps, exchange: Exchange, given: Credentials): Promise<SignedIn> {
  const { req } = exchange;
  assertSameOrigin(deps, req);
  const { email } = given;
  const attempt = attemptOf(deps, req, email);
  const { isLast } = await deps.limits.begin(attempt);
  const user = await deps.database.users.findByEmail(email);
  const isRight = await isPassword(given.password, user?.passwordHash ?? null);
  if (!user || !isRight || user.disabledAt)
    return refuse(deps, attempt, { isLast, userId: user?.id, why: 'password' });
  if (user.totpEnabledAt) await requireSecondFactor(deps, { user, attempt, isLast, code: given.code });
  await deps.limits.succeed(attempt);
  return enter(deps, exchange, user, { method: 'password', password: given.password });
}

type Entry = { readonly method: 'password'; readonly password: string } | { readonly method: 'oidc' };

/** What follows once it is certain who it is. */
export async function enter(
  deps: SignInDeps,
  exchange: Exchange,
  user: User,
  entry: Entry,
): Promise<SignedIn> {
  const session = await openSession(deps, exchange, user, entry.method);
  rememberBrowser(deps, exchange, user.email);
  const outdated = entry.method === 'password' && needsRehash(user.passwordHash ?? '');
  const passwordHash = outdated ? await hashPassword(entry.password) : undefined;
  await deps.database.users.update(user.id, { lastSignedInAt: new Date(), passwordHash });
  await deps.database.audit.append({
    actor: `user:${user.id}`,
    action: 'user.sign-in',
    subjectType: 'user',
    subjectId: user.id,
    details: { method: entry.method, userSessionId: session.id },
  });
  return { ...session, user };
}

/** That somebody who is signed in knows the password, counted and locked as signing in is. */
export async function confirmPassword(
  deps: SignInDeps,
  { req }: Exchange,
  user: User,
  password: string,
): Promise<void> {
  const attempt = attemptOf(deps, req, user.email);
  const { isLast } = await deps.limits.begin(attempt);
  if (!(await isPassword(password, user.passwordHash))) {
    await noteFailure(deps, attempt, { isLast, userId: user.id, why: 'password' });
    const message = 'this is not your password';
    throw new AppError('unprocessable', message, { field: 'password', reason: 'wrong-password' });
  }
  await deps.limits.succeed(attempt);
}

/** That somebody who is signed in has the second factor, counted and locked as signing in is. */
export async function confirmCode(
  deps: SignInDeps,
  { req }: Exchange,
  user: User,
  code: string,
): Promise<void> {
  const attempt = attemptOf(deps, req, user.email);
  const { isLast } = await deps.limits.begin(attempt);
  if (!(await takeSecondFactor(deps, user, code))) {
    await noteFailure(deps, attempt, { isLast, userId: user.id, why: 'code' });
    throw new AppError('unprocessable', WRONG_CODE, { field: 'code', reason: 'wrong-code' });
  }
  await deps.limits.succeed(attempt);
}

function attemptOf(deps: SignInDeps, req: Request, email: string): Attempt {
  return { address: req.ip ?? 'unknown', email, browser: knownBrowser(deps, req, email) };
}

async function requireSecondFactor(
  deps: SignInDeps,
  {
    user,
    attempt,
    isLast,
    code,
  }: { user: User; attempt: Attempt; isLast: boolean; code: string | undefined },
): Promise<void> {
  if (code === undefined) {
    await deps.limits.giveBack(attempt);
    const message = 'send a code of your authenticator, or a recovery code, as `code`';
    throw new AppError('unauthenticated', message, { field: 'code', reason: 'code-required' });
  }
  if (await takeSecondFactor(deps, user, code)) return;
  await refuse(deps, attempt, { isLast, userId: user.id, why: 'code' });
}

const WRONG_CODE = 'this code is wrong, was used before or is over; wait for the next';

type Failure = {
  readonly isLast: boolean;
  readonly userId: string | undefined;
  readonly why: 'password' | 'code';
};

async function refuse(deps: SignInDeps, attempt: Attempt, failure: Failure): Promise<never> {
  await noteFailure(deps, attempt, failure);
  if (failure.why === 'code') {
    throw new AppError('unauthenticated', WRONG_CODE, { field: 'code', reason: 'wrong-code' });
  }
  const message = 'there is no user with this e-mail and password; after an invitation, set a password first';
  throw new AppError('unauthenticated', message, { reason: 'wrong-credentials' });
}

/** The same entry is written for addresses that are nobody's: it takes as long, and shows that somebody tries. */
async function noteFailure(
  deps: SignInDeps,
  attempt: Attempt,
  { isLast, userId, why }: Failure,
): Promise<void> {
  const lockedSeconds = isLast ? await deps.limits.lock(attempt) : 0;
  await deps.database.audit.append({
    actor: 'anonymous',
    action: lockedSeconds > 0 ? 'user.lock' : 'user.sign-in-refused',
    subjectType: 'user',
    subjectId: userId ?? 'unknown',
    details: { why, lockedSeconds },
  });
}
