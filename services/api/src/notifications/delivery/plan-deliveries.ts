import type { DispatchBatch, EventSession, NotificationChannel, OutboxEvent, Plan, Planned } from '@hadir/db';
import { isAskedFor } from './matching-events.ts';
import { quietUntil } from './quiet-hours.ts';

const SECOND_MS = 1000;
/** Events that come within one such span become one message, or one change of a message. */
const GATHER_MS = 10 * SECOND_MS;
/** When a session that nobody closes is told of all the same, after its end. */
const AFTER_END_MS = 30 * 60 * SECOND_MS;
/** Of events one by one so many may wait; what comes on top goes together. */
const MOST_WAITING = 200;

/** A webhook tells of every event, and a request is to have an end. */
const MOST_WEBHOOK_EVENTS = 200;

const SESSION = 'session:';
const ABOUT_A_SESSION = new Set(['attendance.marked', 'attendance.absent', 'session.closed']);
type Channel = NotificationChannel & { readonly waiting: number };
type When = { readonly now: Date; readonly timeZone: string };

/** Whether a message of the channel can be changed after it was sent. */
function canUpdate({ kind }: Pick<NotificationChannel, 'kind'>): boolean {
  return kind === 'telegram' || kind === 'slack-bot';
}

/** A class is one message that grows, where the channel can change it. */
export function staysOpen(channel: Pick<NotificationChannel, 'kind'>, groupKey: string): boolean {
  return canUpdate(channel) && groupKey.startsWith(SESSION);
}

/** Events that go into one message of the channel; a chat or a mail counts what it has no room for. */
export function mostEvents({ kind }: Pick<NotificationChannel, 'kind'>): number | undefined {
  return kind === 'webhook' ? MOST_WEBHOOK_EVENTS : undefined;
}

/** The group of what is held back until then. */
export function heldGroup(until: Date): string {
  return `held:${until.toISOString()}`;
}

/** Which events go to which channels, in which message, when. Changes nothing. */
export function planDeliveries(batch: DispatchBatch, when: When): Plan {
  const planned: Planned[] = [];
  const waiting = new Map([...batch.channels.values()].map((channel) => [channel.id, channel.waiting]));
  for (const event of batch.events) {
    for (const channel of channelsFor(batch, event)) {
      const session = batch.sessions.get(event.sessionId ?? '');
      const before = waiting.get(channel.id) ?? 0;
      planned.push(place(event, { ...channel, waiting: before }, session, when));
      waiting.set(channel.id, before + 1);
    }
  }
  const closed = batch.events.filter(
    ({ type, sessionId }) => type === 'session.closed' && sessionId !== null,
  );
  const at = endOfSpan(when.now);
  return { planned, dueNow: closed.map(({ sessionId }) => ({ groupKey: `${SESSION}${sessionId}`, at })) };
}

function channelsFor({ channels, subscriptions, sessions }: DispatchBatch, event: OutboxEvent): Channel[] {
  const session = sessions.get(event.sessionId ?? '');
  const asked = subscriptions.filter((one) => isAskedFor(one, event, session));
  const ids = new Set(asked.map(({ channelId }) => channelId));
  return [...ids].flatMap((id) => channels.get(id) ?? []);
}

function place(
  event: OutboxEvent,
  channel: Channel,
  session: EventSession | undefined,
  { now, timeZone }: When,
): Planned {
  const { groupKey, dueAt } = groupOf(event, channel, session, now);
  const about = { eventId: event.id, channelId: channel.id };
  const until = quietUntil(channel, dueAt, timeZone);
  return until ? { ...about, groupKey: heldGroup(until), dueAt: until } : { ...about, groupKey, dueAt };
}

function groupOf(
  event: OutboxEvent,
  channel: Channel,
  session: EventSession | undefined,
  now: Date,
): Pick<Planned, 'groupKey' | 'dueAt'> {
  const soon = endOfSpan(now);
  if (channel.mode === 'each') {
    return channel.waiting < MOST_WAITING
      ? { groupKey: null, dueAt: now }
      : { groupKey: 'overflow', dueAt: soon };
  }
  if (event.sessionId === null || !ABOUT_A_SESSION.has(event.type))
    return { groupKey: event.type, dueAt: soon };
  const groupKey = `${SESSION}${event.sessionId}`;
  if (canUpdate(channel) || !session || session.closedAt !== null) return { groupKey, dueAt: soon };
  const afterEnd = session.endsAt.getTime() + AFTER_END_MS;
  return { groupKey, dueAt: new Date(Math.max(afterEnd, soon.getTime())) };
}

/** The same for all moments of a span, so that events that keep coming do not put a message off for ever. */
function endOfSpan(now: Date): Date {
  return new Date((Math.floor(now.getTime() / GATHER_MS) + 1) * GATHER_MS);
}
