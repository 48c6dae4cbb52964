import { randomBytes } from 'node:crypto';
import { type ApiKey, type Database, ROLES, type Role } from '@hadir/db';
import { type Actor, AppError, type Route, scopeOf } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { created } from '../shared/found.ts';
import { sha256 } from '../sign-in/user-session.ts';
import type { NewApiKey } from './api-key-schemas.ts';

type Deps = { readonly database: Database; readonly routes: () => readonly Route[] };

/** Makes a key. Throws `AppError('unprocessable')` for what does not go together, and names the field. */
export async function createApiKey(
  deps: Deps,
  wanted: NewApiKey,
  actor: Actor,
): Promise<{ apiKey: ApiKey; key: string }> {
  checkEnd(wanted);
  checkScopes(deps, wanted);
  checkOwnScopes(wanted, actor);
  await checkHolder(deps, wanted);
  const key = `hak_${randomBytes(32).toString('base64url')}`;
  const { role, scopes } = wanted;
  const deed = {
    actor,
    action: 'api-key.create',
    subject: ({ id }: ApiKey) => id,
    details: { role, scopes: scopes?.join(' ') ?? null },
  };
  const row = {
    name: wanted.name,
    role,
    hash: sha256(key),
    scopes: scopes ? [...new Set(scopes)] : null,
    expiresAt: wanted.expiresAt ?? null,
    userId: wanted.userId ?? null,
    deviceId: wanted.deviceId ?? null,
  };
  return { apiKey: created(await audited(deps.database, deed, ({ apiKeys }) => apiKeys.create(row))), key };
}

/** Every scope there is, and the roles to whose keys it gives something. */
export function scopeList(routes: readonly Route[]): { scope: string; roles: Role[] }[] {
  const guarded = routes.flatMap((route) =>
    route.roles === 'public' ? [] : [[scopeOf(route), route.roles] as const],
  );
  const scopes = [...new Set(guarded.map(([scope]) => scope))].sort();
  return scopes.flatMap((scope) => {
    const may = new Set<string>(guarded.flatMap(([one, roles]) => (one === scope ? roles : [])));
    const roles = ROLES.filter((role) => may.has(role));
    return roles.length > 0 ? [{ scope, roles }] : [];
  });
}

function checkEnd({ expiresAt }: NewApiKey): void {
  if (expiresAt && expiresAt.getTime() <= Date.now()) {
    throw new AppError('unprocessable', 'expiresAt: is over already', { field: 'expiresAt' });
  }
}

function checkScopes({ routes }: Deps, { role, scopes = [] }: NewApiKey): void {
  const useful = scopeList(routes()).flatMap(({ scope, roles }) => (roles.includes(role) ? [scope] : []));
  const useless = scopes.find((scope) => !useful.includes(scope));
  if (useless === undefined) return;
  const message = `scopes: ${useless} gives a key of the role ${role} nothing; choose of ${useful.join(', ')}`;
  throw new AppError('unprocessable', message, { field: 'scopes' });
}

/** What a key with scopes makes has no more than it has itself. */
function checkOwnScopes({ scopes }: NewApiKey, actor: Actor): void {
  const own = actor.scopes;
  if (!own || scopes?.every((scope) => own.includes(scope))) return;
  const message = `scopes: this key makes only keys with scopes of its own: ${own.join(', ')}`;
  throw new AppError('unprocessable', message, { field: 'scopes' });
}

async function checkHolder({ database }: Deps, { role, userId, deviceId }: NewApiKey): Promise<void> {
  requireExactly('userId', 'lecturer', role, userId);
  requireExactly('deviceId', 'device', role, deviceId);
  const user = userId && (await database.users.find(userId));
  if (user && user.role === 'viewer') {
    throw new AppError('unprocessable', 'userId: a viewer teaches nothing', { field: 'userId' });
  }
}

function requireExactly(field: string, needs: Role, role: Role, value: string | undefined): void {
  if ((value !== undefined) === (role === needs)) return;
  const message =
    role === needs
      ? `${field}: a key of the role ${needs} needs it`
      : `${field}: only a key of the role ${needs} has it`;
  throw new AppError('unprocessable', message, { field });
}
