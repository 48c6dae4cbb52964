import { afterAll, beforeAll, expect, test } from 'vitest';
import { addCourse, addRoom } from '../testing/seed.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { addUser } from '../testing/users.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const make = (json: object) => api.ask('POST', '/v1/api-keys', { json: { name: 'test', ...json } });
const status = async (key: string, method: string, path: string, json?: unknown) =>
  (await api.ask(method, path, { as: `Bearer ${key}`, ...(json !== undefined && { json }) })).status;

test('when a key has scopes, then it opens what they name and its role may, and nothing else', async () => {
  const { status: made, body } = await make({ role: 'staff', scopes: ['reports:read', 'rooms:read'] });
  expect(made).toBe(201);
  expect(body.key).toMatch(/^hak_.{43}$/);
  expect(body.apiKey).toMatchObject({
    role: 'staff',
    scopes: ['reports:read', 'rooms:read'],
    expiresAt: null,
  });
  expect(await status(body.key, 'GET', '/v1/rooms')).toBe(200);
  expect(await status(body.key, 'POST', '/v1/rooms', { name: 'No' })).toBe(403);
  expect(await status(body.key, 'GET', '/v1/students')).toBe(403);
  const refused = await api.ask('GET', '/v1/students', { as: `Bearer ${body.key}` });
  expect(refused.body.error).toMatchObject({
    code: 'out-of-scope',
    message: expect.stringContaining('students:read'),
  });
});

test('when a scope gives the role nothing, or is none, then the answer names those that do', async () => {
  const refused = await make({ role: 'viewer', scopes: ['students:write'] });
  expect(refused).toMatchObject({ status: 422, body: { error: { field: 'scopes' } } });
  expect(refused.body.error.message).toContain('students:read');
  expect((await make({ role: 'viewer', scopes: ['everything:read'] })).status).toBe(422);
  expect((await make({ role: 'viewer', scopes: ['all'] })).status).toBe(400);
  expect((await make({ role: 'viewer', scopes: [] })).status).toBe(400);
  const { items } = (await api.ask('GET', '/v1/api-keys/scopes')).body;
  expect(items).toContainEqual({ scope: 'device:read', roles: ['device'] });
  expect(items).toContainEqual({ scope: 'api-keys:write', roles: ['admin'] });
});

test('when a key with scopes makes another, then that one has no more', async () => {
  const { body } = await make({ role: 'admin', scopes: ['api-keys:write', 'rooms:read'] });
  const asIt = (json: object) =>
    api.ask('POST', '/v1/api-keys', { as: `Bearer ${body.key}`, json: { name: 'another', ...json } });
  expect((await asIt({ role: 'admin' })).body.error.field).toBe('scopes');
  expect((await asIt({ role: 'admin', scopes: ['rooms:read', 'students:read'] })).status).toBe(422);
  expect((await asIt({ role: 'viewer', scopes: ['rooms:read'] })).status).toBe(201);
});

test('when the end of a key comes, then it opens nothing; one whose end is over is not made', async () => {
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const { body } = await make({ role: 'viewer', expiresAt });
  expect(await status(body.key, 'GET', '/v1/rooms')).toBe(200);
  await expect.poll(() => status(body.key, 'GET', '/v1/rooms'), { timeout: 9_000, interval: 200 }).toBe(401);
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(expiresAt));
  const over = await make({ role: 'viewer', expiresAt: new Date(Date.now() - 1000).toISOString() });
  expect(over.body.error).toMatchObject({ field: 'expiresAt' });
});

test('when a lecturer has a key, then it opens the own courses, and ends with the user', async () => {
  const user = await addUser(api.database, 'lecturer');
  const own = await addCourse(api.ask);
  await api.database.courseLecturers.add(own, user.id);
  const { body } = await make({ role: 'lecturer', userId: user.id });
  const self = await api.ask('GET', '/v1/session', { as: `Bearer ${body.key}` });
  expect(self.body).toMatchObject({ kind: 'api-key', role: 'lecturer', user: null, courseIds: [own] });
  await api.ask('POST', `/v1/users/${user.id}/disable`);
  await expect
    .poll(() => status(body.key, 'GET', '/v1/session'), { timeout: 9_000, interval: 200 })
    .toBe(401);
});

test('when who holds a key does not go with its role, then it is not made', async () => {
  const [lecturer, viewer] = [await addUser(api.database, 'lecturer'), await addUser(api.database, 'viewer')];
  const nobody = '00000000-0000-7000-8000-000000000000';
  const wrong: [object, string][] = [
    [{ role: 'lecturer' }, 'userId'],
    [{ role: 'admin', userId: lecturer.id }, 'userId'],
    [{ role: 'lecturer', userId: viewer.id }, 'userId'],
    [{ role: 'lecturer', userId: nobody }, 'userId'],
    [{ role: 'device' }, 'deviceId'],
    [{ role: 'viewer', deviceId: 'door-1' }, 'deviceId'],
    [{ role: 'device', deviceId: 'nowhere' }, 'deviceId'],
  ];
  for (const [json, field] of wrong) {
    expect(await make(json)).toMatchObject({ status: 422, body: { error: { field } } });
  }
});

test('when a device has a key, then it reads itself, its room and its sessions, and nothing else', async () => {
  const roomId = await addRoom(api.ask);
  await api.ask('POST', '/v1/devices', { json: { id: 'door-7', name: 'Door 7', roomId } });
  const { body } = await make({ role: 'device', deviceId: 'door-7' });
  const read = () => api.ask('GET', '/v1/device', { as: `Bearer ${body.key}` });
  expect((await read()).body).toMatchObject({
    id: 'door-7',
    room: { id: roomId },
    session: null,
    nextSession: null,
  });
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
  const courseId = await addCourse(api.ask);
  const plan = (from: number, to: number) =>
    api.ask('POST', '/v1/sessions', { json: { courseId, roomId, startsAt: at(from), endsAt: at(to) } });
  const [now, next] = [await plan(-5, 30), await plan(120, 180)];
  expect((await read()).body).toMatchObject({
    session: { id: now.body.id },
    nextSession: { id: next.body.id },
  });
  expect(await status(body.key, 'GET', '/v1/rooms')).toBe(403);
  await api.ask('PATCH', '/v1/devices/door-7', { json: { roomId: null } });
  expect((await read()).body).toMatchObject({ room: null, session: null });
  await api.ask('POST', '/v1/devices/door-7/revoke');
  await expect.poll(() => status(body.key, 'GET', '/v1/device'), { timeout: 9_000, interval: 200 }).toBe(401);
});

test('when keys are listed, then no key and no hash is told; when one is revoked, then it stops, audited', async () => {
  const { body } = await make({ role: 'viewer' });
  const list = await api.ask('GET', '/v1/api-keys?limit=200');
  expect(list.text).not.toMatch(/hak_|hash/);
  expect(list.body.items.map(({ id }: { id: string }) => id)).toContain(body.apiKey.id);
  expect((await api.ask('POST', `/v1/api-keys/${body.apiKey.id}/revoke`)).body.revokedAt).toEqual(
    expect.any(String),
  );
  await expect.poll(() => status(body.key, 'GET', '/v1/rooms'), { timeout: 9_000, interval: 200 }).toBe(401);
  const { items } = await api.database.audit.list({ subjectType: 'api-key', subjectId: body.apiKey.id });
  expect(items.map(({ action }) => action)).toEqual(['api-key.revoke', 'api-key.create']);
});
