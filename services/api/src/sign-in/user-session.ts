import { createHash, randomBytes } from 'node:crypto';
import type { Database, SignInMethod, User } from '@hadir/db';
import { type Actor, AppError, type Log } from '@hadir/platform';
import type { Request, Response } from 'express';
import { assertOwnPage, type CookieDeps, csrfTokenOf, readCookie, setCookie } from './session-cookie.ts';

/** How long a user stays signed in. */
export type SessionLife = { readonly idleMs: number; readonly absoluteMs: number };

export type UserSessionDeps = CookieDeps & {
  readonly userSessions: Database['userSessions'];
  readonly life: SessionLife;
  readonly log: Log;
};

export type OpenedSession = { readonly id: string; readonly csrfToken: string; readonly expiresAt: Date };

const TOKEN = /^[A-Za-z0-9_-]{43}$/;
/** How exactly `lastUsedAt` is kept; far finer than any idle time. */
const TOUCH_EVERY_MS = 60_000;

/** Signs a user in at this browser: a session of its own, whatever cookie came with the request. */
export async function openSession(
  deps: UserSessionDeps,
  exchange: { readonly req: Request; readonly res: Response },
  user: User,
  method: SignInMethod,
): Promise<OpenedSession> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + deps.life.absoluteMs);
  const maxAgeSeconds = Math.floor(deps.life.absoluteMs / 1000);
  setCookie(deps, exchange, 'session', { value: token, maxAgeSeconds });
  const agent = agentOf(exchange.req.get('user-agent'));
  const { id } = await deps.userSessions.create({
    userId: user.id,
    tokenHash: sha256(token),
    method,
    agent,
    expiresAt,
  });
  return { id, csrfToken: csrfTokenOf(token), expiresAt };
}

/**
 * Who is signed in at the browser that sends this; undefined when nobody is. Throws `AppError('forbidden')` for a change that our own
 * page did not send.
 */
export async function readSession(deps: UserSessionDeps, req: Request): Promise<Actor | undefined> {
  const token = tokenOf(deps, req);
  if (!token) return undefined;
  const now = new Date();
  const open = await deps.userSessions.findByHash(sha256(token), now);
  if (!open || open.session.lastUsedAt.getTime() + deps.life.idleMs <= now.getTime()) return undefined;
  assertOwnPage(deps, req, token);
  const { session, user } = open;
  if (now.getTime() - session.lastUsedAt.getTime() >= TOUCH_EVERY_MS) noteUse(deps, session.id, now);
  return { kind: 'user', id: user.id, role: user.role, userId: user.id, sessionId: session.id };
}

/** The cookie's value as the browser sent it; undefined for none and for what cannot be one. */
export function tokenOf(deps: CookieDeps, req: Request): string | undefined {
  const token = readCookie(deps, req, 'session');
  return token && TOKEN.test(token) ? token : undefined;
}

/** For routes that only a signed-in user may call, whatever the role of an API key. */
export function signedIn(actor: Actor): { readonly userId: string; readonly sessionId: string } {
  const { userId, sessionId } = actor;
  if (userId && sessionId) return { userId, sessionId };
  throw new AppError('forbidden', 'this is for users who signed in, not for API keys', {
    reason: 'no-session',
  });
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function noteUse({ userSessions, log }: UserSessionDeps, id: string, at: Date): void {
  userSessions.touch(id, at).catch((error: unknown) => {
    log.warn('use of a session not noted', { userSessionId: id, error });
  });
}

/** The most telling names first: nearly every browser also claims to be Safari. */
const AGENTS = [
  [/Edg/, 'Edge'],
  [/OPR|Opera/, 'Opera'],
  [/Firefox|FxiOS/, 'Firefox'],
  [/Chrome|CriOS|Chromium/, 'Chrome'],
  [/Safari/, 'Safari'],
] as const;

function agentOf(userAgent = ''): string {
  return AGENTS.find(([sign]) => sign.test(userAgent))?.[1] ?? 'other';
}
