import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addChannel } from '../testing/notify-scene.ts';
import { startReceiver } from '../testing/outlet-servers.ts';
import { addCourse, addRoom } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { createOutlets } from './outlets/create-outlets.ts';

const CHANNELS = '/v1/notifications/channels';
const SUBSCRIPTIONS = '/v1/notifications/subscriptions';
let api: TestApi;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeAll(async () => {
  receiver = await startReceiver(() => ({ status: 200 }));
  api = await startTestApi({ outlets: createOutlets({ privateTargets: { all: true, ranges: [] } }) });
});
afterAll(async () => {
  await api.close();
  await receiver.close();
});

const webhook = () => ({ kind: 'webhook', url: `${receiver.url}/hook?key=hidden` });

test('when a channel is added, then no answer and no audit entry tells its credentials, but for a new signing secret', async () => {
  const { id, secret } = await addChannel(api.ask, webhook(), []);
  expect(secret).toMatch(/^whsec_/);
  for (const path of [`${CHANNELS}/${id}`, CHANNELS, '/v1/audit']) {
    const { status, text } = await api.ask('GET', path);
    expect(status).toBe(200);
    expect(text).not.toMatch(/hidden|whsec_|credentials/);
  }
  const stored = await api.database.notificationChannels.find(id);
  expect(stored?.credentials?.toString('latin1')).not.toContain('hidden');
  expect(() => api.secrets.open(stored?.credentials ?? Buffer.alloc(0), `channel:${randomUUID()}`)).toThrow();
});

test('when a channel is changed, then the rest stays; another kind is refused', async () => {
  const { id } = await addChannel(api.ask, webhook(), []);
  const change = (json: object) => api.ask('PATCH', `${CHANNELS}/${id}`, { json });
  expect(
    (await change({ quietHours: { from: '22:00', until: '06:00' }, enabled: false })).body,
  ).toMatchObject({
    channel: { quietHours: { from: '22:00', until: '06:00' }, enabled: false, mode: 'each' },
    secret: null,
  });
  expect((await change({ quietHours: null, enabled: true })).body.channel).toMatchObject({
    quietHours: null,
    enabled: true,
  });
  expect((await change({ target: webhook() })).body.secret).toMatch(/^whsec_/);
  expect(await change({ target: { kind: 'email', to: ['a@example.org'] } })).toMatchObject({
    status: 422,
    body: { error: { field: 'target.kind' } },
  });
  expect((await change({})).status).toBe(400);
});

test.each([
  { kind: 'telegram', token: 'nonsense', chatId: '-1' },
  { kind: 'telegram', token: '123:abcdefghij', chatId: '../x' },
  { kind: 'slack-bot', token: 'abc', channel: '#x' },
  { kind: 'slack-webhook', url: 'file:///etc/passwd' },
  { kind: 'webhook', url: 'gopher://x' },
  { kind: 'webhook', url: 'https://example.org', secret: 'short' },
  { kind: 'email', to: [] },
  { kind: 'email', to: ['a@example.org\r\nBcc: b@example.org'] },
  { kind: 'pigeon' },
])('when the target is %j, then it is refused', async (target) => {
  const json = { name: 'Wrong', target };
  expect((await api.ask('POST', CHANNELS, { json })).status).toBe(400);
});

test('when two channels have one name, or quiet hours are empty, then that is refused', async () => {
  const json = { name: 'Same', target: webhook() };
  expect((await api.ask('POST', CHANNELS, { json })).status).toBe(201);
  expect(await api.ask('POST', CHANNELS, { json })).toMatchObject({
    status: 409,
    body: { error: { field: 'name' } },
  });
  const quietHours = { from: '06:00', until: '06:00' };
  expect((await api.ask('POST', CHANNELS, { json: { ...json, name: 'Quiet', quietHours } })).status).toBe(
    400,
  );
});

test('when staff ask, then they look, subscribe and test; viewers see nothing', async () => {
  const { id } = await addChannel(api.ask, webhook(), []);
  const json = { channelId: id, event: 'late' };
  expect((await api.ask('POST', SUBSCRIPTIONS, { as: 'staff', json })).status).toBe(201);
  expect(
    (await api.ask('POST', CHANNELS, { as: 'staff', json: { name: 'x', target: webhook() } })).status,
  ).toBe(403);
  expect((await api.ask('GET', CHANNELS, { as: 'viewer' })).status).toBe(403);
  receiver.received.length = 0;
  expect((await api.ask('POST', `${CHANNELS}/${id}/test`, { as: 'staff' })).body).toEqual({
    delivered: true,
    error: null,
  });
  expect(receiver.received).toMatchObject([
    { path: '/hook?key=hidden', body: { type: 'notification.test' } },
  ]);
});

test('when a subscription names two scopes, one twice or nothing that exists, then it is refused', async () => {
  const { id: channelId } = await addChannel(api.ask, webhook(), []);
  const add = (json: object) =>
    api.ask('POST', SUBSCRIPTIONS, { json: { channelId, event: 'late', ...json } });
  const [courseId, roomId] = [await addCourse(api.ask), await addRoom(api.ask)];
  expect((await add({ courseId, roomId })).status).toBe(400);
  expect((await add({ courseId })).status).toBe(201);
  expect((await add({ courseId })).status).toBe(409);
  expect((await add({})).status).toBe(201);
  expect(await add({ studentId: randomUUID() })).toMatchObject({
    status: 422,
    body: { error: { field: 'studentId' } },
  });
  const { body } = await api.ask('GET', `${SUBSCRIPTIONS}?channelId=${channelId}`);
  expect(body.items).toHaveLength(2);
  expect((await api.ask('DELETE', `${CHANNELS}/${channelId}`)).status).toBe(204);
  expect((await api.ask('GET', `${SUBSCRIPTIONS}?channelId=${channelId}`)).body.items).toEqual([]);
});

test('when a channel’s address leads to this machine and nothing allows that, then the test says so', async () => {
  const strict = await startTestApi();
  const { id } = await addChannel(strict.ask, webhook(), []);
  receiver.received.length = 0;
  expect((await strict.ask('POST', `${CHANNELS}/${id}/test`)).body).toEqual({
    delivered: false,
    error: 'refused-target',
  });
  expect(receiver.received).toEqual([]);
  await strict.close();
});
