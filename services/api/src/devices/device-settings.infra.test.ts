import { DEFAULT_DEVICE_SETTINGS } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { createDeviceHealth, subscribeDeviceChanged } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
const changed: string[] = [];
beforeAll(async () => {
  api = await startTestApi();
  const subscription = await subscribeDeviceChanged(api.redis, ({ deviceId }) => changed.push(deviceId));
  return () => subscription.close();
});
afterAll(() => api.close());

let made = 0;
async function addDevice(): Promise<string> {
  made += 1;
  const id = `set-${Date.now()}-${made}`;
  await api.ask('POST', '/v1/devices', { json: { id, name: 'Door' } });
  return id;
}

const pathOf = (id: string) => `/v1/devices/${id}/settings`;
const change = (id: string, json: object) => api.ask('PATCH', pathOf(id), { json });

async function tellVersion(id: string, settingsVersion: string): Promise<void> {
  const vitals = {
    ...{ lastSeenMs: Date.now(), firmware: 'hadir-esp32/1.2.0', rssiDbm: -60, heapMinBytes: 9000 },
    ...{ droppedFrames: 0, resetReason: null, clockSkewMs: 0, stackMinBytes: 1400, settingsVersion },
    ...{ update: { version: '1.3.0', failure: 'digest' } as const },
  };
  const note = { vitals, traffic: { taken: 1, refused: {} } };
  await createDeviceHealth(api.redis).note(new Map([[id, note]]), Date.now());
}

test('when nothing is set, then the defaults are sent, and it is not known what the device has', async () => {
  const id = await addDevice();
  const { status, body } = await api.ask('GET', pathOf(id));
  expect(status).toBe(200);
  expect(body).toEqual({
    deviceId: id,
    own: {},
    effective: { ...DEFAULT_DEVICE_SETTINGS, utcOffsetMinutes: 420 },
    version: expect.stringMatching(/^[0-9a-f]{8}$/),
    confirmedVersion: null,
    isConfirmed: false,
  });
});

test('when some are set and one is taken back, then the others stay, ingest is told, and the audit log has both values', async () => {
  const id = await addDevice();
  await waitFor('the first announcement', () => changed.includes(id));
  const first = await change(id, { quality: 9, lampMode: 'schedule', led: false });
  expect(first.body.own).toEqual({ quality: 9, lampMode: 'schedule', led: false });
  const second = await change(id, { lampMode: null, buzzer: true });
  expect(second.body).toMatchObject({
    own: { quality: 9, led: false, buzzer: true },
    effective: { quality: 9, lampMode: 'off', led: false, buzzer: true },
  });
  expect(second.body.own).not.toHaveProperty('lampMode');
  expect(second.body.version).not.toBe(first.body.version);
  await waitFor('announcements', () => changed.filter((one) => one === id).length === 3);
  const audit = await api.ask('GET', `/v1/audit?subjectType=device&subjectId=${id}&limit=2`);
  expect(audit.body.items).toMatchObject([
    {
      action: 'device.configure',
      details: {
        'lampMode.before': 'schedule',
        'lampMode.after': 'off',
        'buzzer.before': false,
        'buzzer.after': true,
      },
    },
    { action: 'device.configure', details: { 'quality.before': 12, 'quality.after': 9 } },
  ]);
  const all = Object.fromEntries(['quality', 'led', 'buzzer'].map((name) => [name, null]));
  expect((await change(id, all)).body.own).toEqual({});
  expect((await api.database.devices.find(id))?.settings).toBeNull();
});

test('when all is set so already, then a change leaves no entry and ingest is told nothing', async () => {
  const id = await addDevice();
  await change(id, { quality: 9 });
  await waitFor('announcements', () => changed.filter((one) => one === id).length === 2);
  expect((await change(id, { quality: 9 })).status).toBe(200);
  expect((await change(id, { quality: 9, lampMode: null })).body.own).toEqual({ quality: 9 });
  await change(id, { quality: 10 });
  await waitFor('the next announcement', () => changed.filter((one) => one === id).length >= 3);
  expect(changed.filter((one) => one === id)).toHaveLength(3);
  const audit = await api.ask('GET', `/v1/audit?subjectType=device&subjectId=${id}`);
  const actions = audit.body.items.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(['device.configure', 'device.configure', 'device.create']);
});

test('when the device tells which it has, then it is said whether these are they, and its health tells the rest', async () => {
  const id = await addDevice();
  const { version } = (await change(id, { gateThreshold: 0 })).body;
  await tellVersion(id, '0');
  expect((await api.ask('GET', pathOf(id))).body).toMatchObject({
    confirmedVersion: '0',
    isConfirmed: false,
  });
  await tellVersion(id, version);
  expect((await api.ask('GET', pathOf(id))).body).toMatchObject({
    confirmedVersion: version,
    isConfirmed: true,
  });
  expect((await api.ask('GET', `/v1/devices/${id}/health`)).body).toMatchObject({
    firmware: 'hadir-esp32/1.2.0',
    stackMinBytes: 1400,
    counters: null,
    failedUpdate: { version: '1.3.0', failure: 'digest' },
    settingsVersion: version,
  });
});

test('when two change it at once, then neither change is lost', async () => {
  const id = await addDevice();
  const wanted = [{ quality: 8 }, { gateThreshold: 3 }, { exposureLevel: -1 }, { lampDutyPercent: 10 }];
  const answers = await Promise.all(wanted.map((json) => change(id, json)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await api.ask('GET', pathOf(id))).body.own).toEqual(Object.assign({}, ...wanted));
});

test('when a value is out of its limits, or there is no such device or field, then the refusal says so', async () => {
  const id = await addDevice();
  for (const [field, value] of Object.entries({ quality: 3, lampMode: 'on', maxRestMs: 1, brightness: 1 })) {
    expect(await change(id, { [field]: value })).toMatchObject({ status: 400, body: { error: { field } } });
  }
  expect((await change(id, {})).status).toBe(400);
  expect((await change('no-such-door', { quality: 9 })).status).toBe(404);
  expect((await api.ask('GET', pathOf('no-such-door'))).status).toBe(404);
});

test('when staff or a viewer look, then they may, and change nothing', async () => {
  const id = await addDevice();
  for (const as of ['staff', 'viewer']) {
    expect((await api.ask('GET', pathOf(id), { as })).status).toBe(200);
    expect((await api.ask('PATCH', pathOf(id), { as, json: { quality: 9 } })).status).toBe(403);
  }
});
