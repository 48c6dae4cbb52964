import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../connection/store.ts';
import { type NotificationDelivery, notificationDeliveryTable } from '../../tables/notification-delivery.ts';

/** What became of an attempt. */
export type Settlement =
  | { readonly kind: 'sent'; readonly remoteRef: string | null; readonly note: string | null }
  | {
      readonly kind: 'later';
      readonly dueAt: Date;
      readonly error: string;
      /** Nothing goes to the channel before. */
      readonly holdChannelUntil: Date | null;
      /** Whether the attempt counts. */
      readonly counts: boolean;
    }
  | { readonly kind: 'given-up'; readonly error: string };

type Leased = Pick<NotificationDelivery, 'id' | 'channelId' | 'revision' | 'attempts'> & {
  readonly lease: string;
};

const LONGEST_ERROR = 200;

/** False, and nothing is changed, when the lease had ended and another has taken it. */
export function settleDelivery(
  store: Store,
  leased: Leased,
  result: Settlement,
  now: Date,
): Promise<boolean> {
  return store.write(async (manager) => {
    const held = await manager.findOneBy(notificationDeliveryTable, { id: leased.id, lease: leased.lease });
    if (!held) return false;
    const change = { lease: null, leasedUntil: null, updatedAt: now };
    const fields = fieldsOf(result, leased, held, now);
    const { affected } = await manager.update(
      notificationDeliveryTable,
      { id: leased.id, lease: leased.lease },
      { ...change, ...fields },
    );
    if (result.kind === 'later' && result.holdChannelUntil) {
      await manager.query(
        'UPDATE notification_channels SET next_send_at = GREATEST(next_send_at, ?) WHERE id = ?',
        [result.holdChannelUntil, leased.channelId],
      );
    }
    return affected === 1;
  });
}

function fieldsOf(
  result: Settlement,
  leased: Leased,
  held: NotificationDelivery,
  now: Date,
): Partial<NotificationDelivery> {
  if (result.kind === 'sent') {
    // Events that came while it was being sent wait for the next time.
    const status = held.revision > leased.revision ? 'waiting' : 'sent';
    const { remoteRef, note } = result;
    return { status, remoteRef, sentAt: now, attempts: 0, firstAttemptAt: null, lastError: cut(note) };
  }
  if (result.kind === 'given-up') {
    // Closed, so that what happens next begins another, which may go through.
    return { status: 'given-up', groupKey: null, lastError: cut(result.error) };
  }
  const attempts = result.counts ? leased.attempts : Math.max(0, leased.attempts - 1);
  return { dueAt: result.dueAt, lastError: cut(result.error), attempts };
}

function cut(text: string | null): string | null {
  return text === null ? null : text.slice(0, LONGEST_ERROR);
}

/**
 * Puts a delivery that was never sent into the channel's delivery of `groupKey`, which is due at `until`: what is held back becomes one
 * message. One that was sent before, or may have been, waits by itself and keeps its id.
 */
export function holdDelivery(
  store: Store,
  leased: Leased,
  { groupKey, until }: { readonly groupKey: string; readonly until: Date },
): Promise<void> {
  return store.write(async (manager) => {
    const held = await manager.findOneBy(notificationDeliveryTable, { id: leased.id, lease: leased.lease });
    if (!held) return;
    if (mayHaveGoneOut(held)) {
      const attempts = Math.max(0, leased.attempts - 1);
      const change = { dueAt: until, lease: null, leasedUntil: null, attempts, firstAttemptAt: null };
      await manager.update(notificationDeliveryTable, { id: leased.id }, change);
      return;
    }
    await moveItems(manager, held, groupKey, until);
  });
}

/** The claim in hand counts as an attempt; one before it that nobody noted may have reached the other side. */
function mayHaveGoneOut({ remoteRef, sentAt, attempts, lastError }: NotificationDelivery): boolean {
  return remoteRef !== null || sentAt !== null || attempts > 1 || lastError !== null;
}

async function moveItems(
  manager: EntityManager,
  { id, channelId }: NotificationDelivery,
  groupKey: string,
  until: Date,
): Promise<void> {
  const now = new Date();
  await manager.query(
    `INSERT INTO notification_deliveries
       (id, channel_id, group_key, status, revision, due_at, attempts, created_at, updated_at)
     VALUES (?, ?, ?, 'waiting', 1, ?, 0, ?, ?)
     ON DUPLICATE KEY UPDATE revision = revision + 1, status = 'waiting'`,
    [uuidv7(), channelId, groupKey, until, now, now],
  );
  const [digest]: { id: string }[] = await manager.query(
    'SELECT id FROM notification_deliveries WHERE channel_id = ? AND group_key = ? FOR UPDATE',
    [channelId, groupKey],
  );
  await manager.query('UPDATE notification_items SET delivery_id = ? WHERE delivery_id = ?', [
    digest?.id,
    id,
  ]);
  await manager.delete(notificationDeliveryTable, { id });
}
