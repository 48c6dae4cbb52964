import { type EntityManager, IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type ApiKey, apiKeyTable } from '../tables/api-key.ts';
import { deviceTable } from '../tables/device.ts';
import { userTable } from '../tables/user.ts';
import { createCrud } from './crud.ts';
import { readPage } from './keyset.ts';
import { noteLatest } from './note-latest.ts';

export type NewApiKey = Pick<ApiKey, 'name' | 'role' | 'hash'> &
  Partial<Pick<ApiKey, 'scopes' | 'expiresAt' | 'userId' | 'deviceId'>>;
export type ApiKeys = ReturnType<typeof createApiKeys>;

const byId: Order<ApiKey> = { list: 'api-keys', kinds: ['text'], keyOf: (key) => [key.id] };

export function createApiKeys(store: Store) {
  const crud = createCrud(store, apiKeyTable);
  return {
    find: crud.find,
    /** Throws UniqueViolation on `hash`, MissingReference on `userId` or `deviceId`. */
    create: ({ scopes = null, expiresAt = null, userId = null, deviceId = null, ...key }: NewApiKey) =>
      crud.insert({
        id: uuidv7(),
        name: key.name,
        role: key.role,
        hash: key.hash,
        scopes,
        expiresAt,
        userId,
        deviceId,
        createdAt: new Date(),
        revokedAt: null,
        lastUsedAt: null,
      }),
    /** Only a key that is neither revoked nor over, and whose user or device may still act. */
    findByHash: (hash: string, at = new Date()): Promise<ApiKey | undefined> =>
      store.read(async (manager) => {
        const key = await manager.findOneBy(apiKeyTable, { hash, revokedAt: IsNull() });
        if (!key || (key.expiresAt && key.expiresAt <= at)) return undefined;
        return (await mayHolderAct(manager, key)) ? key : undefined;
      }),
    /** For good; a second call keeps the first moment. */
    revoke: (id: string, at = new Date()): Promise<ApiKey | undefined> =>
      store.write(
        async (manager) => {
          await manager.update(apiKeyTable, { id, revokedAt: IsNull() }, { revokedAt: at });
          return (await manager.findOneBy(apiKeyTable, { id })) ?? undefined;
        },
        { idempotent: true },
      ),
    /** Notes that the key was used. */
    touch: (id: string, at: Date): Promise<void> =>
      store.write((manager) => noteLatest(manager, { table: 'api_keys', column: 'last_used_at', id, at }), {
        idempotent: true,
      }),
    list: (request: PageRequest = {}) =>
      store.read((manager) =>
        readPage(manager.createQueryBuilder(apiKeyTable, 'k'), byId, ['k.id'], request),
      ),
  };
}

/** A lecturer's key ends with the user, or with a role that teaches nothing; a device's with the device. */
async function mayHolderAct(manager: EntityManager, { userId, deviceId }: ApiKey): Promise<boolean> {
  if (userId) {
    const user = await manager.findOneBy(userTable, { id: userId, disabledAt: IsNull() });
    return user !== null && user.role !== 'viewer';
  }
  return !deviceId || manager.existsBy(deviceTable, { id: deviceId, revokedAt: IsNull() });
}
