import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Store } from '../../connection/store.ts';
import { type NotificationChannel, notificationChannelTable } from '../../tables/notification-channel.ts';
import { type NotificationDelivery, notificationDeliveryTable } from '../../tables/notification-delivery.ts';
import { splitDelivery } from './split-delivery.ts';

/** A delivery that this process alone may send, until its lease ends. */
export type ClaimedDelivery = {
  readonly delivery: NotificationDelivery & { readonly lease: string };
  readonly channel: NotificationChannel;
};

export type ClaimRequest = {
  readonly now: Date;
  readonly leaseMs: number;
  /** Deliveries at most; one for each channel. */
  readonly limit: number;
  /** Whether a group stays open when it is sent, because its message can be changed. */
  readonly staysOpen: (channel: NotificationChannel, groupKey: string) => boolean;
  /** Events that one message of the channel holds at most; the newer ones become a delivery of their own. Undefined: any number. */
  readonly mostEvents?: (channel: NotificationChannel) => number | undefined;
};

/**
 * Takes the deliveries that are due, the oldest of each channel whose rate allows one now, and notes when the channel's next may go.
 * What a process that died had taken is due again when its lease has ended.
 */
export async function claimDeliveries(store: Store, request: ClaimRequest): Promise<ClaimedDelivery[]> {
  const claimed: ClaimedDelivery[] = [];
  for (const channelId of await dueChannels(store, request)) {
    const one = await store.write((manager) => claimOne(manager, channelId, request));
    if (one) claimed.push(one);
  }
  return claimed;
}

const DUE = `d.status = 'waiting' AND d.due_at <= ? AND (d.leased_until IS NULL OR d.leased_until <= ?)`;

function dueChannels(store: Store, { now, limit }: ClaimRequest): Promise<string[]> {
  return store.read(async (manager) => {
    const rows: { id: string }[] = await manager.query(
      `SELECT c.id FROM notification_channels c
       JOIN notification_deliveries d ON d.channel_id = c.id AND ${DUE}
       WHERE c.disabled_at IS NULL AND c.next_send_at <= ?
       GROUP BY c.id ORDER BY MIN(d.due_at) LIMIT ?`,
      [now, now, now, limit],
    );
    return rows.map(({ id }) => id);
  });
}

async function claimOne(
  manager: EntityManager,
  channelId: string,
  { now, leaseMs, staysOpen, mostEvents }: ClaimRequest,
): Promise<ClaimedDelivery | undefined> {
  const held: unknown[] = await manager.query(
    `SELECT id FROM notification_channels WHERE id = ? AND disabled_at IS NULL AND next_send_at <= ?
     FOR UPDATE SKIP LOCKED`,
    [channelId, now],
  );
  if (held.length === 0) return undefined;
  const [found]: { id: string }[] = await manager.query(
    `SELECT d.id FROM notification_deliveries d WHERE d.channel_id = ? AND ${DUE}
     ORDER BY d.due_at, d.id LIMIT 1 FOR UPDATE SKIP LOCKED`,
    [channelId, now, now],
  );
  const channel = await manager.findOneBy(notificationChannelTable, { id: channelId });
  const before = found && (await manager.findOneBy(notificationDeliveryTable, { id: found.id }));
  if (!channel || !before) return undefined;
  const open = before.groupKey !== null && staysOpen(channel, before.groupKey);
  const most = open ? undefined : mostEvents?.(channel);
  if (most !== undefined) await splitDelivery(manager, before, most);
  const claim = {
    groupKey: open ? before.groupKey : null,
    lease: randomUUID(),
    leasedUntil: new Date(now.getTime() + leaseMs),
    attempts: before.attempts + 1,
    firstAttemptAt: before.firstAttemptAt ?? now,
    updatedAt: now,
  };
  await manager.update(notificationDeliveryTable, { id: before.id }, claim);
  const nextSendAt = new Date(now.getTime() + 60_000 / channel.perMinute);
  await manager.update(notificationChannelTable, { id: channelId }, { nextSendAt });
  return { channel, delivery: { ...before, ...claim } };
}
