import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../connection/store.ts';
import type { Order, PageRequest } from '../../page.ts';
import { type NotificationChannel, notificationChannelTable } from '../../tables/notification-channel.ts';
import { createCrud } from '../crud.ts';
import { readPage } from '../keyset.ts';

export type NewNotificationChannel = Omit<
  NotificationChannel,
  'nextSendAt' | 'createdAt' | 'disabledAt' | 'id'
> & {
  /** Known beforehand where the credentials are sealed for it. */
  readonly id?: string;
};
export type NotificationChannels = ReturnType<typeof createNotificationChannels>;

const byName: Order<NotificationChannel> = {
  list: 'notification-channels',
  kinds: ['text', 'text'],
  keyOf: ({ name, id }) => [name, id],
};

export function createNotificationChannels(store: Store) {
  const { find, insert, update, remove } = createCrud(store, notificationChannelTable);
  return {
    find,
    /** Throws UniqueViolation on `name`. */
    create: (channel: NewNotificationChannel): Promise<NotificationChannel> => {
      const now = new Date();
      return insert({ id: uuidv7(), ...channel, nextSendAt: now, createdAt: now, disabledAt: null });
    },
    /** Throws UniqueViolation on `name`. */
    update,
    /** With its subscriptions and deliveries. */
    remove,
    /** By name. */
    list: (request: PageRequest = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(notificationChannelTable, 'c');
        return readPage(query, byName, ['c.name', 'c.id'], request);
      }),
    count: (): Promise<number> => store.read((manager) => manager.count(notificationChannelTable)),
  };
}
