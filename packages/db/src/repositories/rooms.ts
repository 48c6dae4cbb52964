import { In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../connection/store.ts';
import type { Order, PageRequest } from '../page.ts';
import { type Room, roomTable } from '../tables/room.ts';
import { createCrud, type Patch } from './crud.ts';
import { readPage } from './keyset.ts';
import { holdRoom } from './room-time.ts';

export type NewRoom = Pick<Room, 'name'>;
export type Rooms = ReturnType<typeof createRooms>;

const byName: Order<Room> = { list: 'rooms', kinds: ['text'], keyOf: (room) => [room.name] };

export function createRooms(store: Store) {
  const crud = createCrud(store, roomTable);
  return {
    /** Throws UniqueViolation on `name`. */
    create: (room: NewRoom) => crud.insert({ id: uuidv7(), name: room.name, createdAt: new Date() }),
    find: crud.find,
    /** Those of `ids` that there are, each by its id. */
    byIds: (ids: readonly string[]): Promise<Map<string, Room>> =>
      store.read(async (manager) => {
        const rows = await manager.findBy(roomTable, { id: In([...ids]) });
        return new Map(rows.map((row) => [row.id, row]));
      }),
    findByName: (name: string): Promise<Room | undefined> =>
      store.read(async (manager) => (await manager.findOneBy(roomTable, { name })) ?? undefined),
    /** Holds these rooms alone, so that their sessions are planned one after another. */
    hold: (ids: readonly string[]): Promise<void> =>
      store.write(async (manager) => {
        for (const id of [...new Set(ids)].toSorted()) await holdRoom(manager, id);
      }),
    update: (id: string, patch: Patch<Room, 'name'>) => crud.update(id, patch),
    /** Its devices stay, without a room. Throws StillReferenced while class sessions are held in it. */
    remove: crud.remove,
    list: (request: PageRequest = {}) =>
      store.read((manager) =>
        readPage(manager.createQueryBuilder(roomTable, 'r'), byName, ['r.name'], request),
      ),
  };
}
