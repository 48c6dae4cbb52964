import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { NotificationDelivery } from '../../tables/notification-delivery.ts';

/**
 * Leaves a delivery its `most` oldest events and puts the rest into another one, which is due as it was and is split in its turn. The
 * caller holds the delivery's lock and closes its group, so that one id names the same events at each attempt.
 */
export async function splitDelivery(
  manager: EntityManager,
  { id, channelId, dueAt }: Pick<NotificationDelivery, 'id' | 'channelId' | 'dueAt'>,
  most: number,
): Promise<void> {
  const [counted]: { items: string | number }[] = await manager.query(
    'SELECT COUNT(*) AS items FROM notification_items WHERE delivery_id = ?',
    [id],
  );
  const over = Number(counted?.items ?? 0) - most;
  if (over <= 0) return;
  const now = new Date();
  const rest = uuidv7();
  await manager.query(
    `INSERT INTO notification_deliveries
       (id, channel_id, group_key, status, revision, due_at, attempts, created_at, updated_at)
     VALUES (?, ?, NULL, 'waiting', 1, ?, 0, ?, ?)`,
    [rest, channelId, dueAt, now, now],
  );
  await manager.query(
    'UPDATE notification_items SET delivery_id = ? WHERE delivery_id = ? ORDER BY event_id DESC LIMIT ?',
    [rest, id, over],
  );
}
