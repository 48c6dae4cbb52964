import { createHash } from 'node:crypto';
import type { ApiKey, Database } from '@hadir/db';
import { type Actor, AppError, type Log } from '@hadir/platform';
import type { Request } from 'express';
import { createFailureLimit } from './failure-limit.ts';

export type AuthenticateDeps = {
  readonly apiKeys: Pick<Database['apiKeys'], 'findByHash' | 'touch'>;
  readonly log: Log;
  readonly now?: () => number;
};

/** How long a key is believed without asking: a revoked key stops within this time. */
const BELIEVED_MS = 5_000;
const MAX_BELIEVED = 1_000;
/** How exactly `lastUsedAt` is kept. */
const TOUCH_EVERY_MS = 60_000;

const API_KEY = /^Bearer (hak_[A-Za-z0-9_-]{43})$/i;

type Believed = { readonly actor: Actor; readonly until: number };

/** Names the API key that a request carries. Throws `AppError` 'unauthenticated', or 'too-many-requests' after many of those. */
export function createAuthenticate(deps: AuthenticateDeps) {
  const { now = Date.now } = deps;
  const believed = new Map<string, Believed>();
  const failures = createFailureLimit(now);

  return async (req: Request): Promise<Actor> => {
    const hash = hashOf(req.get('authorization'));
    const known = believed.get(hash ?? '');
    if (known && known.until > now()) return known.actor;
    const address = req.ip ?? 'unknown';
    failures.check(address);
    const key = hash === undefined ? undefined : await deps.apiKeys.findByHash(hash);
    if (hash === undefined || !key || key.revokedAt) {
      failures.count(address);
      throw refusal(hash);
    }
    const actor = { id: key.id, role: key.role };
    remember(believed, hash, { actor, until: now() + BELIEVED_MS });
    noteUse(deps, key, now());
    return actor;
  };
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
  return key && createHash('sha256').update(key).digest('hex');
}

function refusal(hash: string | undefined): AppError {
  const message =
    hash === undefined
      ? 'send an API key: Authorization: Bearer hak_…'
      : 'this API key is unknown or revoked; ask an administrator for another';
  return new AppError('unauthenticated', message, { field: 'authorization' });
}

function remember(believed: Map<string, Believed>, hash: string, value: Believed): void {
  believed.delete(hash);
  believed.set(hash, value);
  const [oldest] = believed.keys();
  if (believed.size > MAX_BELIEVED && oldest !== undefined) believed.delete(oldest);
}
