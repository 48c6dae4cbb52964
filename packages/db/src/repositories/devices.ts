import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type AuthMode, type Device, deviceTable } from '../tables/device.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';

export type NewDevice = Pick<Device, 'id' | 'name' | 'keyCiphertext'> & {
  readonly roomId?: string | null | undefined;
  /** `signed` unless told. */
  readonly authMode?: AuthMode | undefined;
};
export type DeviceList = PageRequest & { readonly roomId?: string | undefined };
export type Devices = ReturnType<typeof createDevices>;

const byId: Order<Device> = { list: 'devices', kinds: ['text'], keyOf: (device) => [device.id] };

export function createDevices(store: Store) {
  const crud = createCrud(store, deviceTable);
  return {
    /** Throws UniqueViolation on `id`, MissingReference on `roomId`. */
    create: (device: NewDevice) =>
      crud.insert({
        id: device.id,
        name: device.name,
        roomId: device.roomId ?? null,
        authMode: device.authMode ?? 'signed',
        keyCiphertext: device.keyCiphertext,
        revokedAt: null,
        lastSeenAt: null,
        createdAt: new Date(),
      }),
    /** Revoked ones too. */
    find: crud.find,
    update: (id: string, patch: Patch<Device, 'name' | 'roomId' | 'authMode'>) => crud.update(id, patch),
    rotateKey: (id: string, keyCiphertext: Buffer) => crud.update(id, { keyCiphertext }),
    /** For good; a second call keeps the first moment. Devices are never removed: sightings name them. */
    revoke: async (id: string, at = new Date()): Promise<Device | undefined> => {
      await store.write(
        (manager) =>
          manager.query('UPDATE devices SET revoked_at = COALESCE(revoked_at, ?) WHERE id = ?', [at, id]),
        { idempotent: true },
      );
      return crud.find(id);
    },
    /** Notes that the device was heard of; an earlier moment changes nothing. */
    touch: (id: string, at: Date): Promise<void> =>
      store.write(
        (manager) =>
          manager.query(
            'UPDATE devices SET last_seen_at = GREATEST(COALESCE(last_seen_at, ?), ?) WHERE id = ?',
            [at, at, id],
          ),
        { idempotent: true },
      ),
    list: (request: DeviceList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(deviceTable, 'd');
        if (request.roomId) query.where('d.roomId = :roomId', { roomId: request.roomId });
        return readPage(query, byId, ['d.id'], request);
      }),
  };
}
