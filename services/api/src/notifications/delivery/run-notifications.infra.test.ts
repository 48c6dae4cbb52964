import { randomUUID } from 'node:crypto';
import { sql, waitFor } from '@hadir/local-stack/testing';
import { createLog } from '@hadir/platform';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addChannel, addClass, markAs } from '../../testing/notify-scene.ts';
import {
  type Reply,
  SLACK_TOKEN,
  startReceiver,
  startSlack,
  startTelegram,
  TELEGRAM_TOKEN,
  telegramRefusal,
} from '../../testing/outlet-servers.ts';
import { startTestApi, type TestApi } from '../../testing/test-api.ts';
import { createOutlets } from '../outlets/create-outlets.ts';
import { type Notifications, runNotifications } from './run-notifications.ts';

let api: TestApi;
let telegram: Awaited<ReturnType<typeof startTelegram>>;
let slack: Awaited<ReturnType<typeof startSlack>>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let running: Notifications[] = [];
let fault: Reply | undefined;
const replies: Reply[] = [];

beforeAll(async () => {
  telegram = await startTelegram({ fault: () => fault });
  slack = await startSlack();
  receiver = await startReceiver(() => replies.shift() ?? { status: 204 });
  const outlets = createOutlets({
    privateTargets: { all: true, ranges: [] },
    telegramUrl: telegram.url,
    slackUrl: slack.url,
  });
  api = await startTestApi({ outlets });
});
afterEach(async () => {
  await Promise.all(running.map((one) => one.close(5000)));
  running = [];
  fault = undefined;
  replies.length = 0;
  receiver.received.length = 0;
  telegram.messages.clear();
  slack.messages.clear();
  const { body } = await api.ask('GET', '/v1/notifications/channels?limit=200');
  for (const { id } of body.items) await api.ask('DELETE', `/v1/notifications/channels/${id}`);
});
afterAll(async () => {
  await api.close();
  await Promise.all([telegram.close(), slack.close(), receiver.close()]);
});

/** As many processes as `count`, on the same database. */
function start(count = 1): void {
  const outlets = createOutlets({
    privateTargets: { all: true, ranges: [] },
    telegramUrl: telegram.url,
    slackUrl: slack.url,
  });
  const log = createLog({ service: 'api', level: 'error' });
  const { database, secrets, timeZone } = api;
  for (let one = 0; one < count; one++) {
    running.push(runNotifications({ database, secrets, timeZone, log, outlets }));
  }
}

const telegramTarget = { kind: 'telegram', token: TELEGRAM_TOKEN, chatId: '-100200300' };
const webhookTarget = () => ({ kind: 'webhook', url: receiver.url });
const deliveries = async (query = ''): Promise<Record<string, unknown>[]> =>
  (await api.ask('GET', `/v1/notifications/deliveries?limit=200${query}`)).body.items;

test('when a class is marked, then Telegram has one message, which grows', { timeout: 90_000 }, async () => {
  const { sessionId, studentIds } = await addClass(api.ask, 6);
  await addChannel(api.ask, telegramTarget, ['marked', 'late']);
  start(2);
  await markAs(api, sessionId, studentIds.slice(0, 2));
  await waitFor('the message', () => [...telegram.messages.values()].join().includes('Present \\(2\\)'), {
    timeoutMs: 20_000,
  });
  for (const id of studentIds.slice(2)) await markAs(api, sessionId, [id], 'late');
  await waitFor('its change', () => [...telegram.messages.values()].join().includes('Late \\(4\\)'), {
    timeoutMs: 30_000,
  });
  expect(telegram.messages.size).toBe(1);
  expect(telegram.received.filter(({ path }) => path.endsWith('sendMessage'))).toHaveLength(1);
  // Six events of one group, and few changes: not a flood.
  expect(telegram.received.length).toBeLessThanOrEqual(5);
  const items = await deliveries();
  expect(items).toMatchObject([{ status: 'sent', events: 6 }]);
  expect(JSON.stringify(items)).not.toContain('Student');
});

test('when a channel cannot change messages, then the class is told of once, after the session is closed', {
  timeout: 90_000,
}, async () => {
  const { sessionId, studentIds } = await addClass(api.ask, 4);
  // Slack's own webhook, which knows no change.
  await addChannel(api.ask, { kind: 'slack-webhook', url: slack.webhookUrl }, [
    'marked',
    'absent',
    'session-closed',
  ]);
  start();
  // It goes on, so that closing it is what makes the message due.
  const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();
  const later = { startsAt: inMinutes(-30), endsAt: inMinutes(60) };
  const moved = await api.ask('PATCH', `/v1/sessions/${sessionId}`, { json: later });
  expect(moved.status, moved.text).toBe(200);
  await markAs(api, sessionId, studentIds.slice(0, 3));
  await waitFor('the delivery', async () => (await deliveries('&status=waiting')).length === 1);
  const [waiting] = await deliveries();
  expect(waiting).toMatchObject({ status: 'waiting', events: 3 });
  expect(Date.parse(String(waiting?.dueAt))).toBeGreaterThan(Date.now() + 80 * 60_000);
  const closed = await api.ask('POST', `/v1/sessions/${sessionId}/close`);
  expect(closed.status, closed.text).toBe(200);
  await waitFor('the digest', () => slack.messages.size === 1, { timeoutMs: 30_000 });
  const [body] = slack.messages.values();
  expect(JSON.stringify(body)).toContain('Closed: 3 present');
  await waitFor('its note', async () => (await deliveries('&status=sent')).length === 1);
  expect(slack.messages.size).toBe(1);
});

test('when a webhook wants each event, then two processes send each once', { timeout: 90_000 }, async () => {
  const { sessionId, studentIds } = await addClass(api.ask, 12);
  // Two subscriptions of one channel ask for the same.
  await addChannel(api.ask, webhookTarget(), ['marked', 'late']);
  start(3);
  for (const id of studentIds) await markAs(api, sessionId, [id], 'late');
  await waitFor('all events', () => receiver.received.length >= 12, { timeoutMs: 40_000 });
  await waitFor('all noted', async () => (await deliveries('&status=sent')).length === 12, {
    timeoutMs: 20_000,
  });
  expect(receiver.received.map(({ body }) => body.data.studentId).toSorted()).toEqual(studentIds.toSorted());
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(12);
});

test('when a receiver fails, then it is tried again with the same id; when it refuses for good, it is on the list', {
  timeout: 90_000,
}, async () => {
  const { sessionId, studentIds } = await addClass(api.ask, 2);
  await addChannel(api.ask, webhookTarget(), ['marked']);
  replies.push({ status: 500 });
  start();
  await markAs(api, sessionId, studentIds.slice(0, 1));
  await waitFor('a second attempt', () => receiver.received.length === 2, { timeoutMs: 20_000 });
  const [first, second] = receiver.received.map(({ headers }) => headers['webhook-id']);
  expect(second).toBe(first);
  replies.push({ status: 410 });
  await markAs(api, sessionId, studentIds.slice(1));
  await waitFor('giving up', async () => (await deliveries('&status=given-up')).length === 1, {
    timeoutMs: 20_000,
  });
  const { body } = await api.ask('GET', '/v1/notifications/given-up');
  expect(body.items).toMatchObject([{ lastError: 'status-410', attempts: 1 }]);
  const [{ id }] = body.items;
  expect((await api.ask('POST', `/v1/notifications/deliveries/${id}/retry`)).body.status).toBe('waiting');
  await waitFor('the retry', () => receiver.received.length === 4, { timeoutMs: 20_000 });
  await waitFor('its note', async () => (await deliveries('&status=sent')).length === 2);
  expect((await api.ask('POST', `/v1/notifications/deliveries/${id}/dismiss`)).status).toBe(404);
});

test('when Telegram asks for a wait, then nothing goes to the chat before it is over', {
  timeout: 90_000,
}, async () => {
  const { studentIds, sessionId } = await addClass(api.ask, 2);
  const channel = await addChannel(api.ask, telegramTarget, ['marked'], { mode: 'each' });
  fault = telegramRefusal([429, 'Too Many Requests: retry after 4'], { retry_after: 4 });
  telegram.received.length = 0;
  start(2);
  await markAs(api, sessionId, studentIds);
  await waitFor('the refusal', () => telegram.received.length > 0, { timeoutMs: 20_000 });
  const refusedAt = telegram.received[0]?.at ?? 0;
  await waitFor('the hold', async () => {
    const { body } = await api.ask('GET', `/v1/notifications/channels/${channel.id}`);
    return Date.parse(body.nextSendAt) > refusedAt + 3500;
  });
  const before = telegram.received.length;
  fault = undefined;
  await waitFor('both messages', () => telegram.messages.size === 2, { timeoutMs: 20_000 });
  const after = telegram.received.slice(before);
  expect(Math.min(...after.map(({ at }) => at)) - refusedAt).toBeGreaterThanOrEqual(3900);
});

test('when it is quiet, then what comes is held and goes out as one message', {
  timeout: 90_000,
}, async () => {
  const { sessionId, studentIds } = await addClass(api.ask, 3);
  const two = (value: number): string => String(value).padStart(2, '0');
  const clock = (at: number): string => {
    const local = new Date(at + 7 * 3_600_000);
    return `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
  };
  const quietHours = { from: clock(Date.now() - 120_000), until: clock(Date.now() + 7_200_000) };
  const { id } = await addChannel(api.ask, webhookTarget(), ['marked'], { quietHours });
  start(2);
  for (const student of studentIds) await markAs(api, sessionId, [student]);
  await waitFor('all held', async () => (await deliveries())[0]?.events === 3, { timeoutMs: 20_000 });
  const items = await deliveries();
  expect(items).toHaveLength(1);
  expect(Date.parse(String(items[0]?.dueAt))).toBeGreaterThan(Date.now() + 3_600_000);
  expect(receiver.received).toEqual([]);
  await api.ask('PATCH', `/v1/notifications/channels/${id}`, { json: { quietHours: null } });
  // The end of the quiet hours, brought forward.
  await sql(
    api.databaseUrl,
    "UPDATE notification_deliveries SET due_at = NOW(3) WHERE group_key LIKE 'held:%'",
  );
  await waitFor('the digest', () => receiver.received.length === 1, { timeoutMs: 20_000 });
  expect(receiver.received[0]?.body).toMatchObject({ type: 'notification.digest', data: { total: 3 } });
});

test('when more events go together to a webhook than one message takes, then all come, each once', {
  timeout: 60_000,
}, async () => {
  await addChannel(api.ask, webhookTarget(), ['device-offline'], { mode: 'digest' });
  const rows = Array.from({ length: 250 }, () => `('${randomUUID()}', 'device.offline', NOW(3), '{}')`);
  await sql(api.databaseUrl, `INSERT INTO outbox_events (id, type, at, details) VALUES ${rows.join(', ')}`);
  start(2);
  const told = (): string[] =>
    receiver.received.flatMap(({ body }) =>
      body.data.events.map(({ data }: { data: { eventId: string } }) => data.eventId),
    );
  await waitFor('every event', () => told().length >= 250, { timeoutMs: 40_000 });
  await waitFor('its note', async () => (await deliveries('&status=waiting')).length === 0);
  expect(new Set(told()).size).toBe(250);
  expect(told()).toHaveLength(250);
  expect(receiver.received.every(({ body }) => body.data.total === body.data.events.length)).toBe(true);
  expect(Math.max(...receiver.received.map(({ body }) => body.data.total))).toBe(200);
});

test('when a student is erased before the message goes, then nothing is said of them', {
  timeout: 60_000,
}, async () => {
  const { sessionId, studentIds } = await addClass(api.ask, 1);
  await addChannel(api.ask, { kind: 'slack-bot', token: SLACK_TOKEN, channel: '#staff' }, ['marked']);
  await markAs(api, sessionId, studentIds);
  await api.ask('DELETE', `/v1/students/${studentIds[0]}`);
  start();
  await waitFor(
    'it is dealt with',
    async () => {
      const items = await deliveries();
      return items.every(({ status }) => status === 'sent');
    },
    { timeoutMs: 20_000 },
  );
  expect(JSON.stringify([...slack.messages.values()])).not.toContain('Siti');
});
