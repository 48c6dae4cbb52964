import { IsNull } from 'typeorm';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type AuthMode, type Device, deviceTable } from '../tables/device.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';
import { noteLatest } from './note-latest.ts';

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
        settings: null,
      }),
    /** Revoked ones too. */
    find: crud.find,
    update: (id: string, patch: Patch<Device, 'name' | 'roomId' | 'authMode'>) => crud.update(id, patch),
    rotateKey: (id: string, keyCiphertext: Buffer) => crud.update(id, { keyCiphertext }),
    /** For good; a second call keeps the first moment. Devices are never removed: sightings name them. */
    revoke: (id: string, at = new Date()): Promise<Device | undefined> =>
      store.write(
        async (manager) => {
          await manager.update(deviceTable, { id, revokedAt: IsNull() }, { revokedAt: at });
          return (await manager.findOneBy(deviceTable, { id })) ?? undefined;
        },
        { idempotent: true },
      ),
    /**
     * `change` gets what is set and answers what is to be; null: nothing otherwise than the defaults. Two changes at once follow
     * each other. Undefined when there is no such device.
     */
    changeSettings: (
      id: string,
      change: (settings: Device['settings']) => Device['settings'],
    ): Promise<Device | undefined> =>
      store.write(async (manager) => {
        const device = await manager.findOne(deviceTable, {
          where: { id },
          lock: { mode: 'pessimistic_write' },
        });
        if (!device) return undefined;
        const settings = change(device.settings);
        await manager.update(deviceTable, { id }, { settings: settings as never });
        return { ...device, settings };
      }),
    /** Notes that the device was heard of; an earlier moment changes nothing. */
    touch: (id: string, at: Date): Promise<void> =>
      store.write((manager) => noteLatest(manager, { table: 'devices', column: 'last_seen_at', id, at }), {
        idempotent: true,
      }),
    list: (request: DeviceList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(deviceTable, 'd');
        if (request.roomId) query.where('d.roomId = :roomId', { roomId: request.roomId });
        return readPage(query, byId, ['d.id'], request);
      }),
  };
}
