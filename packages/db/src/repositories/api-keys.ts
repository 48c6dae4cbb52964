import { IsNull } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type ApiKey, apiKeyTable } from '../tables/api-key.ts';
import { createCrud } from './crud.ts';
import { readPage } from './keyset.ts';
import { noteLatest } from './note-latest.ts';

export type NewApiKey = Pick<ApiKey, 'name' | 'role' | 'hash'>;
export type ApiKeys = ReturnType<typeof createApiKeys>;

const byId: Order<ApiKey> = { list: 'api-keys', kinds: ['text'], keyOf: (key) => [key.id] };

export function createApiKeys(store: Store) {
  const crud = createCrud(store, apiKeyTable);
  return {
    /** Throws UniqueViolation on `hash`. */
    create: (key: NewApiKey) =>
      crud.insert({
        id: uuidv7(),
        name: key.name,
        role: key.role,
        hash: key.hash,
        createdAt: new Date(),
        revokedAt: null,
        lastUsedAt: null,
      }),
    /** Only a key that is not revoked. */
    findByHash: (hash: string): Promise<ApiKey | undefined> =>
      store.read(
        async (manager) => (await manager.findOneBy(apiKeyTable, { hash, revokedAt: IsNull() })) ?? undefined,
      ),
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
