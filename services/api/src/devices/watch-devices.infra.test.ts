import { sql, waitFor } from '@hadir/local-stack/testing';
import { createDeviceHealth, type DeviceNote } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { followLive } from '../testing/follow-live.ts';
import { addRoom } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { watchDevices } from './watch-devices.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

let made = 0;
async function addDevice(roomId?: string): Promise<string> {
  made += 1;
  const id = `watched-${Date.now()}-${made}`.slice(0, 32);
  await api.ask('POST', '/v1/devices', { json: { id, name: `Door ${made}`, ...(roomId && { roomId }) } });
  return id;
}

const start = new Date('2026-03-02T02:00:00Z');
const after = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

function noteOf(seenAt: Date, traffic: DeviceNote['traffic'] = { taken: 1, refused: {} }): DeviceNote {
  return {
    traffic,
    vitals: {
      lastSeenMs: seenAt.getTime(),
      firmware: '1.4.2',
      rssiDbm: -71,
      heapMinBytes: 34_000,
      droppedFrames: 0,
      resetReason: 'power-on',
      clockSkewMs: 120,
    },
  };
}

const hear = (id: string, at: Date, note = noteOf(at)) =>
  createDeviceHealth(api.redis).note(new Map([[id, note]]), at.getTime());

/** What notifications are made of: type and details of each event, in their order. */
async function eventsOf(id: string): Promise<{ type: string; room: string; details: unknown }[]> {
  const lines = await sql(
    api.databaseUrl,
    `SELECT type, room_id, details FROM outbox_events WHERE device_id = '${id}' ORDER BY id`,
  );
  return lines
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [type = '', room = '', details = ''] = line.split('\t');
      return { type, room, details: JSON.parse(details) };
    });
}

async function spansOf(id: string) {
  return (await api.ask('GET', `/v1/devices/${id}/spans`)).body.items;
}

test('when a device was never heard of, then it is neither online nor an alarm', async () => {
  const id = await addDevice();
  await watchDevices(api, after(0));
  expect(await spansOf(id)).toEqual([]);
  const { body } = await api.ask('GET', `/v1/devices/${id}/health`);
  expect(body).toMatchObject({ state: 'never-seen', since: null, lastSeenAt: null, framesPerSecond: 0 });
});

test('when a device falls silent and comes back, then spans, events and pages tell when', async () => {
  const roomId = await addRoom(api.ask);
  const id = await addDevice(roomId);
  const page = await followLive(`${api.url}/v1/live`, { key: api.keys.viewer });
  await hear(id, after(1));
  await watchDevices(api, after(1));
  expect(await eventsOf(id)).toEqual([]);
  await watchDevices(api, after(5));
  expect(await spansOf(id)).toMatchObject([{ state: 'online', toAt: null }]);
  await watchDevices(api, after(7));
  await watchDevices(api, after(8));
  expect(await spansOf(id)).toMatchObject([
    { state: 'offline', fromAt: after(1).toISOString(), toAt: null },
    { state: 'online', toAt: after(1).toISOString() },
  ]);
  await hear(id, after(31));
  await watchDevices(api, after(31));
  expect(await eventsOf(id)).toEqual([
    { type: 'device.offline', room: roomId, details: { lastSeenAt: after(1).toISOString() } },
    { type: 'device.online', room: roomId, details: { offlineSeconds: 1800 } },
  ]);
  const ofDevice = () => page.of('device').filter(({ deviceId }) => deviceId === id);
  await waitFor('three changes', () => ofDevice().length === 3);
  expect(ofDevice().map(({ state }) => state)).toEqual(['online', 'offline', 'online']);
  await page.close();
});

test('when two processes watch at once, then a change is noted once', async () => {
  const id = await addDevice();
  await hear(id, after(0));
  await Promise.all([watchDevices(api, after(0)), watchDevices(api, after(0))]);
  await Promise.all([watchDevices(api, after(60)), watchDevices(api, after(60))]);
  expect(await spansOf(id)).toHaveLength(2);
  expect(await eventsOf(id)).toHaveLength(1);
});

test('when the site waits longer before it calls a device offline, then so it is', async () => {
  const id = await addDevice();
  const { body } = await api.ask('GET', '/v1/settings');
  const json = { version: body.version, deviceOfflineSeconds: 7200 };
  expect((await api.ask('PUT', '/v1/settings', { json })).body.deviceOfflineSeconds).toBe(7200);
  await hear(id, after(0));
  await watchDevices(api, after(0));
  await watchDevices(api, after(119));
  expect(await spansOf(id)).toHaveLength(1);
  await watchDevices(api, after(121));
  expect(await spansOf(id)).toHaveLength(2);
  const back = { version: body.version + 1, deviceOfflineSeconds: 300 };
  expect((await api.ask('PUT', '/v1/settings', { json: back })).status).toBe(200);
});

test.each([
  ['rest', { maxRestMs: 3_600_000 }],
  ['be silent while nothing moves', { heartbeatMs: 3_600_000 }],
])(
  'when a device was set to %s longer than that, then it is offline only when it does not come back',
  async (_what, json) => {
    const id = await addDevice();
    expect((await api.ask('PATCH', `/v1/devices/${id}/settings`, { json })).status).toBe(200);
    const note = noteOf(after(0));
    const vitals = note.vitals && { ...note.vitals, settingsVersion: '0' };
    await hear(id, after(0), { ...note, vitals });
    await watchDevices(api, after(0));
    await watchDevices(api, after(61));
    expect(await spansOf(id)).toHaveLength(1);
    await watchDevices(api, after(62));
    expect(await spansOf(id)).toHaveLength(2);
  },
);

test('when health is asked for, then it says what came, what was refused and why', async () => {
  const roomId = await addRoom(api.ask);
  const id = await addDevice(roomId);
  const now = new Date();
  await hear(id, now, noteOf(now, { taken: 90, refused: { truncated: 2, 'clock-skew': 1 } }));
  await watchDevices(api, now);
  const { body } = await api.ask('GET', `/v1/device-health?roomId=${roomId}`);
  expect(body.items).toMatchObject([
    {
      deviceId: id,
      roomId,
      state: 'online',
      lastSeenAt: now.toISOString(),
      framesLastHour: 90,
      refusedLastHour: { truncated: 2, 'clock-skew': 1 },
      rssiDbm: -71,
      firmware: '1.4.2',
      clockSkewMs: 120,
    },
  ]);
  expect(body.items[0].framesPerSecond).toBeGreaterThan(0.7);
  expect(body.items[0].framesPerSecond).toBeLessThanOrEqual(1.5);
  await api.ask('POST', `/v1/devices/${id}/revoke`);
  await watchDevices(api, new Date());
  expect(await eventsOf(id)).toEqual([]);
  expect((await api.ask('GET', `/v1/devices/${id}/health`)).body.state).toBe('revoked');
  expect((await api.ask('GET', '/v1/devices/no-such-door/health')).status).toBe(404);
});
