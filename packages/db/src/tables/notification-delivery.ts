import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const DELIVERY_STATUSES = ['waiting', 'sent', 'given-up', 'dismissed'] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** One message to one channel. It names events, which are read when it is sent, and holds no text. */
export type NotificationDelivery = {
  /** The same for each attempt: a webhook's `webhook-id`. */
  readonly id: string;
  readonly channelId: string;
  /** While set, events of this group are added to it; null when it is closed, or stands alone. */
  readonly groupKey: string | null;
  readonly status: DeliveryStatus;
  /** Counts the events that were added. */
  readonly revision: number;
  readonly dueAt: Date;
  /** Of the attempt in hand, until `leasedUntil`. */
  readonly lease: string | null;
  readonly leasedUntil: Date | null;
  /** Since it was last sent or tried anew. */
  readonly attempts: number;
  readonly firstAttemptAt: Date | null;
  /** By which the other side knows the message, so that it can be changed. */
  readonly remoteRef: string | null;
  /** Short and without names: a status, a code. */
  readonly lastError: string | null;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly updatedAt: Date;
};

/** An event in a delivery. */
export type NotificationItem = {
  readonly deliveryId: string;
  readonly eventId: string;
  readonly channelId: string;
};

const count = (name: string) => ({ name, type: 'int', unsigned: true }) as const;

export const notificationDeliveryTable = new EntitySchema<NotificationDelivery>({
  name: 'NotificationDelivery',
  tableName: 'notification_deliveries',
  columns: {
    id: uuid('id', primary),
    channelId: uuid('channel_id'),
    groupKey: text('group_key', 120, nullable),
    status: oneOf('status', DELIVERY_STATUSES),
    revision: count('revision'),
    dueAt: moment('due_at'),
    lease: uuid('lease', nullable),
    leasedUntil: moment('leased_until', nullable),
    attempts: count('attempts'),
    firstAttemptAt: moment('first_attempt_at', nullable),
    remoteRef: text('remote_ref', 255, nullable),
    lastError: text('last_error', 200, nullable),
    createdAt: moment('created_at'),
    sentAt: moment('sent_at', nullable),
    updatedAt: moment('updated_at'),
  },
});

export const notificationItemTable = new EntitySchema<NotificationItem>({
  name: 'NotificationItem',
  tableName: 'notification_items',
  columns: {
    deliveryId: uuid('delivery_id', primary),
    eventId: uuid('event_id', primary),
    channelId: uuid('channel_id'),
  },
});
