import { parseDeviceKey } from '@hadir/contracts';
import { waitFor } from '@hadir/local-stack/testing';
import { subscribeDeviceChanged } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addRoom } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

let api: TestApi;
const changed: string[] = [];
beforeAll(async () => {
  api = await startTestApi();
  const subscription = await subscribeDeviceChanged(api.redis, ({ deviceId }) => changed.push(deviceId));
  return () => subscription.close();
});
afterAll(() => api.close());

/** The key that the database holds, opened as ingest opens it. */
async function keptKey(id: string): Promise<Buffer> {
  const device = await api.database.devices.find(id);
  return api.deviceKeys.open(device?.keyCiphertext ?? Buffer.alloc(0), `device:${id}`);
}

test('when a device is added, then its key is shown once and kept sealed', async () => {
  const roomId = await addRoom(api.ask);
  const json = { id: 'door-a', name: 'Door A', roomId };
  const { status, body } = await api.ask('POST', '/v1/devices', { json });
  expect(status).toBe(201);
  expect(body.device).toMatchObject({ ...json, authMode: 'signed', revokedAt: null, lastSeenAt: null });
  expect(parseDeviceKey(body.key)?.equals(await keptKey('door-a'))).toBe(true);
  const read = await api.ask('GET', '/v1/devices/door-a');
  expect(read.body).toEqual(body.device);
  expect(read.text).not.toContain('hdk_');
  expect(read.text).not.toContain('iphertext');
  await waitFor('the announcement', () => changed.includes('door-a'));
  expect(await api.ask('POST', '/v1/devices', { json })).toMatchObject({
    status: 409,
    body: { error: { field: 'id' } },
  });
});

test('when a device is changed or revoked, then ingest is told', async () => {
  await api.ask('POST', '/v1/devices', { json: { id: 'door-b', name: 'Door B' } });
  await waitFor('the first announcement', () => changed.includes('door-b'));
  const roomId = await addRoom(api.ask);
  const moved = await api.ask('PATCH', '/v1/devices/door-b', { json: { roomId, authMode: 'bearer' } });
  expect(moved.body).toMatchObject({ name: 'Door B', roomId, authMode: 'bearer' });
  const removed = await api.ask('PATCH', '/v1/devices/door-b', { json: { roomId: null } });
  expect(removed.body.roomId).toBeNull();
  const { body } = await api.ask('POST', '/v1/devices/door-b/revoke');
  expect(Date.parse(body.revokedAt)).toBeLessThanOrEqual(Date.now());
  expect((await api.ask('POST', '/v1/devices/door-b/revoke')).body.revokedAt).toBe(body.revokedAt);
  await waitFor('five announcements', () => changed.filter((id) => id === 'door-b').length === 5);
  expect(await api.ask('POST', '/v1/devices/door-b/rotate-key')).toMatchObject({
    status: 409,
    body: { error: { code: 'revoked' } },
  });
});

test('when a key is rotated, then the old one is nowhere any more', async () => {
  const first = await api.ask('POST', '/v1/devices', { json: { id: 'door-c', name: 'Door C' } });
  const second = await api.ask('POST', '/v1/devices/door-c/rotate-key');
  expect(second.body.key).not.toBe(first.body.key);
  expect(parseDeviceKey(second.body.key)?.equals(await keptKey('door-c'))).toBe(true);
});

test('when a device is named wrongly, then 400, 404 or 422 says how', async () => {
  const add = (json: object) => api.ask('POST', '/v1/devices', { json });
  for (const id of ['A', 'Door-A', 'ab', '-door', 'door_a', 'x'.repeat(33)]) {
    expect(await add({ id, name: 'x' })).toMatchObject({ status: 400, body: { error: { field: 'id' } } });
  }
  const nowhere = { id: 'door-d', name: 'x', roomId: '00000000-0000-7000-8000-000000000000' };
  expect(await add(nowhere)).toMatchObject({ status: 422, body: { error: { field: 'roomId' } } });
  for (const path of ['revoke', 'rotate-key']) {
    expect((await api.ask('POST', `/v1/devices/door-none/${path}`)).status).toBe(404);
  }
  expect((await api.ask('PATCH', '/v1/devices/door-a', { json: { authMode: 'none' } })).status).toBe(400);
});

test('when devices of a room are listed, then others are left out', async () => {
  const roomId = await addRoom(api.ask);
  await api.ask('POST', '/v1/devices', { json: { id: 'door-e', name: 'x', roomId } });
  const { body } = await api.ask('GET', `/v1/devices?roomId=${roomId}`);
  expect(body.items.map(({ id }: { id: string }) => id)).toEqual(['door-e']);
});
