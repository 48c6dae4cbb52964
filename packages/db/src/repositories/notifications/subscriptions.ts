import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../connection/store.ts';
import type { Order, PageRequest } from '../../page.ts';
import {
  type NotificationSubscription,
  notificationSubscriptionTable,
} from '../../tables/notification-subscription.ts';
import { createCrud } from '../crud.ts';
import { readPage } from '../keyset.ts';

/** At most one of the three ids. */
export type NewNotificationSubscription = Pick<NotificationSubscription, 'channelId' | 'event'> & {
  readonly [Id in 'courseId' | 'roomId' | 'studentId']?: string | null | undefined;
};
export type NotificationSubscriptionList = PageRequest & { readonly channelId?: string | undefined };
export type NotificationSubscriptions = ReturnType<typeof createNotificationSubscriptions>;

const oldestFirst: Order<NotificationSubscription> = {
  list: 'notification-subscriptions',
  kinds: ['text'],
  keyOf: ({ id }) => [id],
};

export function createNotificationSubscriptions(store: Store) {
  const { find, insert, remove } = createCrud(store, notificationSubscriptionTable);
  return {
    find,
    /** Throws UniqueViolation on `scope`, MissingReference on `channelId`, `courseId`, `roomId` or `studentId`. */
    create: (subscription: NewNotificationSubscription): Promise<NotificationSubscription> => {
      const { channelId, event, courseId = null, roomId = null, studentId = null } = subscription;
      const scope = scopeOf({ courseId, roomId, studentId });
      const row = { id: uuidv7(), channelId, event, scope, courseId, roomId, studentId };
      return insert({ ...row, createdAt: new Date() });
    },
    remove,
    /** The oldest first. */
    list: ({ channelId, ...request }: NotificationSubscriptionList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(notificationSubscriptionTable, 's');
        if (channelId) query.where('s.channelId = :channelId', { channelId });
        return readPage(query, oldestFirst, ['s.id'], request);
      }),
    count: (): Promise<number> => store.read((manager) => manager.count(notificationSubscriptionTable)),
  };
}

type Scope = Pick<NotificationSubscription, 'courseId' | 'roomId' | 'studentId'>;

function scopeOf({ courseId, roomId, studentId }: Scope): string {
  if (courseId) return `course:${courseId}`;
  if (roomId) return `room:${roomId}`;
  return studentId ? `student:${studentId}` : 'campus';
}
