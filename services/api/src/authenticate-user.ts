import { createHash } from 'node:crypto';
import type { ApiKey, Database } from '@hadir/db';
import { type Actor, AppError, type Log } from '@hadir/platform';
import type { Request } from 'express';
import { createFailureLimit } from './failure-limit.ts';
import { type VerifyLinkDeps, verifyLink } from './links/verify-link.ts';
import { createShortMemory } from './short-memory.ts';

export type AuthenticateDeps = VerifyLinkDeps & {
  /** Who is signed in at the browser that sends the request. */
  readonly readSession: (req: Request) => Promise<Actor | undefined>;
  readonly apiKeys: Pick<Database['apiKeys'], 'findByHash' | 'touch'>;
  readonly log: Log;
  readonly now?: () => number;
};

/** How long a key is believed without asking: a revoked key stops within this time. */
const BELIEVED_MS = 5_000;
/** How long an unknown key is refused without asking. */
const REFUSED_MS = 10_000;
const MAX_REMEMBERED = 1_000;
/** How exactly `lastUsedAt` is kept. */
const TOUCH_EVERY_MS = 60_000;

const API_KEY = /^Bearer (hak_[A-Za-z0-9_-]{43})$/i;
const LINK = /^Bearer (hsl_[A-Za-z0-9_-]{1,200})$/i;

/**
 * Names the API key, the student whose personal link, or the user whose session a request carries; a header comes before a cookie.
 * Throws `AppError` 'unauthenticated', or 'too-many-requests' after many of those from one address; a key that is known is taken
 * all the same, for many may share an address.
 */
export function createAuthenticate(deps: AuthenticateDeps) {
  const { now = Date.now } = deps;
  const believed = createShortMemory<Actor>({ keptMs: BELIEVED_MS, max: MAX_REMEMBERED, now });
  const refused = createShortMemory<true>({ keptMs: REFUSED_MS, max: MAX_REMEMBERED, now });
  const failures = createFailureLimit(now);

  const lookUp = async (hash: string): Promise<Actor | undefined> => {
    if (refused.get(hash)) return undefined;
    const key = await deps.apiKeys.findByHash(hash);
    if (!key || key.revokedAt) {
      refused.set(hash, true);
      return undefined;
    }
    const actor = actorOf(key);
    const endsSoon = key.expiresAt !== null && key.expiresAt.getTime() <= now() + BELIEVED_MS;
    if (!endsSoon) believed.set(hash, actor);
    noteUse(deps, key, now());
    return actor;
  };
  const lookUpLink = async (token: string, hash: string): Promise<Actor | undefined> => {
    if (refused.get(hash)) return undefined;
    const student = await verifyLink(deps, token, now());
    if (student) believed.set(hash, student);
    else refused.set(hash, true);
    return student;
  };

  const byHeader = async (link: string | undefined, hash: string | undefined): Promise<Actor | undefined> => {
    if (!hash) return undefined;
    return believed.get(hash) ?? (link === undefined ? lookUp(hash) : lookUpLink(link, hash));
  };

  return async (req: Request): Promise<Actor> => {
    const authorization = req.get('authorization');
    const link = LINK.exec(authorization ?? '')?.[1];
    const hash = link === undefined ? hashOf(authorization) : sha256(link);
    const actor = await (authorization === undefined ? deps.readSession(req) : byHeader(link, hash));
    if (actor) return actor;
    const address = req.ip ?? 'unknown';
    failures.check(address);
    failures.count(address);
    throw link === undefined ? refusal(hash) : linkRefusal();
  };
}

function actorOf({ id, role, userId, scopes, deviceId }: ApiKey): Actor {
  const limits = { ...(scopes && { scopes }), ...(deviceId && { deviceId }) };
  return { kind: 'api-key', id, role, userId, ...limits };
}

/** Nobody waits for it: a request is not refused because a date could not be written. */
function noteUse({ apiKeys, log }: AuthenticateDeps, { id, lastUsedAt }: ApiKey, nowMs: number): void {
  if (lastUsedAt && nowMs - lastUsedAt.getTime() < TOUCH_EVERY_MS) return;
  apiKeys.touch(id, new Date(nowMs)).catch((error: unknown) => {
    log.warn('use of a key not noted', { apiKeyId: id, error });
  });
}

function hashOf(authorization: string | undefined): string | undefined {
  const key = API_KEY.exec(authorization ?? '')?.[1];
  return key && sha256(key);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function linkRefusal(): AppError {
  const message = 'this personal link has expired or was revoked; ask staff for another';
  return new AppError('unauthenticated', message, { field: 'authorization' });
}

function refusal(hash: string | undefined): AppError {
  const message =
    hash === undefined
      ? 'sign in, or send an API key: Authorization: Bearer hak_…'
      : 'this API key is unknown or revoked; ask an administrator for another';
  return new AppError('unauthenticated', message, { field: 'authorization' });
}
