import type { Store } from '../../connection/store.ts';
import type { Order, PageRequest } from '../../page.ts';
import {
  type DeliveryStatus,
  type NotificationDelivery,
  notificationDeliveryTable,
} from '../../tables/notification-delivery.ts';
import { readPage } from '../keyset.ts';
import { type ClaimRequest, claimDeliveries } from './claim-deliveries.ts';
import { deliveryFacts } from './delivery-facts.ts';
import { type DispatchBatch, dispatchEvents, type Plan } from './dispatch-events.ts';
import { pruneDeliveries } from './prune-deliveries.ts';
import { holdDelivery, type Settlement, settleDelivery } from './settle-delivery.ts';

export type NotificationDeliveryList = PageRequest & {
  readonly status?: DeliveryStatus | undefined;
  readonly channelId?: string | undefined;
};
type Leased = Parameters<typeof settleDelivery>[1];
type Hold = Parameters<typeof holdDelivery>[2];
export type NotificationDeliveries = ReturnType<typeof createNotificationDeliveries>;

const newestFirst: Order<NotificationDelivery> = {
  list: 'notification-deliveries',
  kinds: ['text'],
  keyOf: ({ id }) => [id],
};

export function createNotificationDeliveries(store: Store) {
  return {
    dispatch: (limit: number, plan: (batch: DispatchBatch) => Plan): Promise<number> =>
      dispatchEvents(store, limit, plan),
    claim: (request: ClaimRequest) => claimDeliveries(store, request),
    settle: (leased: Leased, result: Settlement, now: Date): Promise<boolean> =>
      settleDelivery(store, leased, result, now),
    hold: (leased: Leased, hold: Hold): Promise<void> => holdDelivery(store, leased, hold),
    facts: (deliveryId: string) => deliveryFacts(store, deliveryId),
    prune: (before: Parameters<typeof pruneDeliveries>[1]) => pruneDeliveries(store, before),
    find: (id: string): Promise<NotificationDelivery | undefined> =>
      store.read(
        async (manager) => (await manager.findOneBy(notificationDeliveryTable, { id })) ?? undefined,
      ),
    /** The newest first. */
    list: ({ status, channelId, ...request }: NotificationDeliveryList = {}) =>
      store.read((manager) => {
        const query = manager.createQueryBuilder(notificationDeliveryTable, 'd');
        if (status) query.andWhere('d.status = :status', { status });
        if (channelId) query.andWhere('d.channelId = :channelId', { channelId });
        return readPage(query, newestFirst, ['d.id'], request, 'DESC');
      }),
    /** Tries a delivery that was given up anew. Undefined when there is none such. */
    retry: (id: string): Promise<NotificationDelivery | undefined> => {
      const now = new Date();
      return leaveGivenUp(store, id, { status: 'waiting', dueAt: now, attempts: 0, firstAttemptAt: null });
    },
    /** Takes it off the list of what was given up. */
    dismiss: (id: string): Promise<NotificationDelivery | undefined> =>
      leaveGivenUp(store, id, { status: 'dismissed' }),
  };
}

function leaveGivenUp(
  store: Store,
  id: string,
  change: Partial<NotificationDelivery>,
): Promise<NotificationDelivery | undefined> {
  return store.write(async (manager) => {
    const given = { id, status: 'given-up' as const };
    const { affected } = await manager.update(notificationDeliveryTable, given, {
      ...change,
      updatedAt: new Date(),
    });
    if (affected !== 1) return undefined;
    return (await manager.findOneBy(notificationDeliveryTable, { id })) ?? undefined;
  });
}
