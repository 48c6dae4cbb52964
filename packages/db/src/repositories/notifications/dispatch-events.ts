import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../connection/store.ts';
import { type NotificationChannel, notificationChannelTable } from '../../tables/notification-channel.ts';
import {
  type NotificationSubscription,
  notificationSubscriptionTable,
} from '../../tables/notification-subscription.ts';
import { type OutboxEvent, outboxTable } from '../../tables/outbox-event.ts';

export type EventSession = {
  readonly id: string;
  readonly courseId: string;
  readonly roomId: string;
  readonly endsAt: Date;
  readonly closedAt: Date | null;
};

/** What the events of a batch are judged by. */
export type DispatchBatch = {
  readonly events: readonly OutboxEvent[];
  /** By id; of the events' sessions those that are there. */
  readonly sessions: ReadonlyMap<string, EventSession>;
  /** All subscriptions of channels that are not disabled. */
  readonly subscriptions: readonly NotificationSubscription[];
  readonly channels: ReadonlyMap<string, NotificationChannel & { readonly waiting: number }>;
};

/** An event that goes to a channel. */
export type Planned = {
  readonly eventId: string;
  readonly channelId: string;
  /** Joins the open delivery of this group, if there is one. Null: a delivery of its own. */
  readonly groupKey: string | null;
  /** An open delivery that waits already keeps its earlier time, and one that failed the time of its next attempt. */
  readonly dueAt: Date;
};

/** Deliveries of a group that nobody adds to any more become due. */
export type Plan = {
  readonly planned: readonly Planned[];
  readonly dueNow: readonly { readonly groupKey: string; readonly at: Date }[];
};

const MOST_SUBSCRIPTIONS = 5000;
const MOST_CHANNELS = 500;

/**
 * Turns up to `limit` events that nobody has dispatched into deliveries, as `plan` says, all in one transaction: each event once,
 * whatever number of processes do so. `plan` may be called again, and changes nothing. Answers how many events there were.
 */
export function dispatchEvents(
  store: Store,
  limit: number,
  plan: (batch: DispatchBatch) => Plan,
): Promise<number> {
  return store.write(
    async (manager) => {
      const events = await claimEvents(manager, limit);
      if (events.length === 0) return 0;
      const { planned, dueNow } = plan(await readBatch(manager, events));
      const now = new Date();
      for (const one of planned.toSorted(byDelivery)) await addItem(manager, one, now);
      for (const { groupKey, at } of dueNow) await hasten(manager, groupKey, at);
      const ids = events.map(({ id }) => id);
      await manager.update(outboxTable, { id: In(ids) }, { dispatchedAt: now });
      return events.length;
    },
    { idempotent: true },
  );
}

/** In one order everywhere, so that processes wait for each other and do not lock each other out. */
function byDelivery(a: Planned, b: Planned): number {
  const key = (one: Planned): string => `${one.channelId} ${one.groupKey ?? ''} ${one.eventId}`;
  return key(a) < key(b) ? -1 : 1;
}

async function claimEvents(manager: EntityManager, limit: number): Promise<OutboxEvent[]> {
  const rows: { id: string }[] = await manager.query(
    'SELECT id FROM outbox_events WHERE dispatched_at IS NULL ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED',
    [limit],
  );
  const ids = rows.map(({ id }) => id);
  return manager.find(outboxTable, { where: { id: In(ids) }, order: { id: 'ASC' } });
}

async function readBatch(manager: EntityManager, events: readonly OutboxEvent[]): Promise<DispatchBatch> {
  const channels = await readChannels(manager);
  const subscriptions = await manager.find(notificationSubscriptionTable, {
    where: { channelId: In([...channels.keys()]) },
    take: MOST_SUBSCRIPTIONS,
  });
  return { events, channels, subscriptions, sessions: await readSessions(manager, events) };
}

async function readChannels(manager: EntityManager): Promise<DispatchBatch['channels']> {
  const channels = await manager.find(notificationChannelTable, { take: MOST_CHANNELS });
  const counts: { id: string; waiting: string | number }[] = await manager.query(
    `SELECT channel_id AS id, COUNT(*) AS waiting FROM notification_deliveries
     WHERE status = 'waiting' GROUP BY channel_id`,
  );
  const waiting = new Map(counts.map(({ id, waiting: number }) => [id, Number(number)]));
  const open = channels.filter(({ disabledAt }) => disabledAt === null);
  return new Map(open.map((channel) => [channel.id, { ...channel, waiting: waiting.get(channel.id) ?? 0 }]));
}

async function readSessions(
  manager: EntityManager,
  events: readonly OutboxEvent[],
): Promise<Map<string, EventSession>> {
  const ids = [...new Set(events.flatMap(({ sessionId }) => sessionId ?? []))];
  if (ids.length === 0) return new Map();
  const rows: EventSession[] = await manager.query(
    `SELECT id, course_id AS courseId, room_id AS roomId, ends_at AS endsAt, closed_at AS closedAt
     FROM class_sessions WHERE id IN (${ids.map(() => '?').join(', ')})`,
    ids,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

async function addItem(
  manager: EntityManager,
  { eventId, channelId, groupKey, dueAt }: Planned,
  now: Date,
): Promise<void> {
  const id = uuidv7();
  // One that was sent, or is being sent, and can be changed, waits again until `dueAt`; one that failed, until it is to be tried anew.
  await manager.query(
    `INSERT INTO notification_deliveries
       (id, channel_id, group_key, status, revision, due_at, attempts, created_at, updated_at)
     VALUES (?, ?, ?, 'waiting', 1, ?, 0, ?, ?)
     ON DUPLICATE KEY UPDATE
       due_at = CASE
         WHEN status <> 'waiting' OR lease IS NOT NULL THEN VALUES(due_at)
         WHEN attempts > 0 THEN due_at
         ELSE LEAST(due_at, VALUES(due_at)) END,
       status = 'waiting', revision = revision + 1, updated_at = VALUES(updated_at)`,
    [id, channelId, groupKey, dueAt, now, now],
  );
  const [delivery]: { id: string }[] = groupKey
    ? await manager.query(
        'SELECT id FROM notification_deliveries WHERE channel_id = ? AND group_key = ? FOR UPDATE',
        [channelId, groupKey],
      )
    : [{ id }];
  await manager.query(
    `INSERT INTO notification_items (delivery_id, event_id, channel_id) VALUES (?, ?, ?)
     ON DUPLICATE KEY UPDATE channel_id = VALUES(channel_id)`,
    [delivery?.id, eventId, channelId],
  );
}

function hasten(manager: EntityManager, groupKey: string, at: Date): Promise<unknown> {
  return manager.query(
    `UPDATE notification_deliveries SET due_at = LEAST(due_at, ?)
     WHERE group_key = ? AND status = 'waiting' AND attempts = 0
       AND channel_id IN (SELECT id FROM notification_channels)`,
    [at, groupKey],
  );
}
