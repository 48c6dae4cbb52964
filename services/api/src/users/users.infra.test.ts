import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBrowser } from '../testing/browser.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { addUser, PASSWORD } from '../testing/users.ts';

let api: TestApi;
let made = 0;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const browser = () => createBrowser(api.ask, { address: `192.0.2.${++made}` });
const add = (role: string, extra = {}) => {
  const json = { email: `Dewi-${randomUUID()}@campus.example`, name: 'Dewi', role, ...extra };
  return api.ask('POST', '/v1/users', { json });
};
const auditOf = async (id: string): Promise<string[]> => {
  const { items } = await api.database.audit.list({ subjectType: 'user', subjectId: id });
  return items.map(({ action }) => action).reverse();
};

test('when a user is added, then the link sets a password once, and the password signs in', async () => {
  const { status, body } = await add('lecturer');
  expect(status).toBe(201);
  expect(body.user).toMatchObject({ role: 'lecturer', hasPassword: false, lastSignedInAt: null });
  expect(body.user.email).toBe(body.user.email.toLowerCase());
  expect(body.invitation).toMatchObject({
    token: expect.stringMatching(/^hit_.{43}$/),
    url: null,
    isMailed: false,
  });
  const page = browser();
  expect((await page.signIn(body.user.email, PASSWORD)).status).toBe(401);
  const set = (password: string) => page.post('/v1/password', { token: body.invitation.token, password });
  expect(await set('short')).toMatchObject({ status: 422, body: { error: { code: 'weak-password' } } });
  expect((await set(PASSWORD)).status).toBe(204);
  expect(await set(PASSWORD)).toMatchObject({ status: 422, body: { error: { code: 'link-over' } } });
  expect((await page.signIn(body.user.email, PASSWORD)).status).toBe(200);
  const { body: read } = await api.ask('GET', `/v1/users/${body.user.id}`);
  expect(read).toMatchObject({ hasPassword: true, lastSignedInAt: expect.any(String) });
  expect(JSON.stringify(read)).not.toContain('argon2');
  expect(await auditOf(body.user.id)).toEqual([
    'user.create',
    'user.invite',
    'user.sign-in-refused',
    'user.set-password',
    'user.sign-in',
  ]);
});

test('when two use one link at once, then one of them sets the password', async () => {
  const { body } = await add('staff');
  const { token } = body.invitation;
  const passwords = ['red boats in the harbour', 'blue kites over the hill'];
  const answers = await Promise.all(
    passwords.map((password) => browser().post('/v1/password', { token, password })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 422]);
});

test('when an address is taken, in whatever case, then it is refused; a list shows pages and filters', async () => {
  const email = `twice-${randomUUID()}@campus.example`;
  expect((await add('viewer', { email })).status).toBe(201);
  expect((await add('viewer', { email: email.toUpperCase() })).body.error).toMatchObject({
    code: 'taken',
    field: 'email',
  });
  const page = await api.ask('GET', '/v1/users?role=viewer&limit=1');
  expect(page.body.items).toHaveLength(1);
  expect((await api.ask('GET', '/v1/users?role=student')).status).toBe(400);
});

test('when a password is reset, then sessions end and the old one is of no use; when changed, the others end', async () => {
  const user = await addUser(api.database);
  const [here, there] = [browser(), browser()];
  for (const page of [here, there]) await page.signIn(user.email, PASSWORD);
  const change = (password: string, newPassword: string) =>
    here.post('/v1/session/password', { password, newPassword });
  expect((await change('not the password', 'green tea at noon')).body.error.code).toBe('wrong-password');
  expect((await change(PASSWORD, 'password1234')).body.error.code).toBe('weak-password');
  expect((await change(PASSWORD, 'green tea at noon')).status).toBe(204);
  expect((await here.get('/v1/session/sessions')).body.items).toMatchObject([
    { isThis: true, method: 'password' },
  ]);
  expect((await there.get('/v1/session')).status).toBe(401);
  const reset = await api.ask('POST', `/v1/users/${user.id}/reset-password`);
  expect((await here.get('/v1/session')).status).toBe(401);
  expect((await browser().signIn(user.email, 'green tea at noon')).status).toBe(401);
  const renew = { token: reset.body.token, password: 'seven white herons' };
  expect((await browser().post('/v1/password', renew)).status).toBe(204);
  expect((await browser().signIn(user.email, 'seven white herons')).status).toBe(200);
});

test('when a user is disabled or removed, then nothing of theirs opens anything; enabled, the password does', async () => {
  const user = await addUser(api.database);
  const page = browser();
  await page.signIn(user.email, PASSWORD);
  const link = await api.ask('POST', `/v1/users/${user.id}/invite`);
  expect((await api.ask('POST', `/v1/users/${user.id}/disable`)).body.disabledAt).toEqual(expect.any(String));
  expect((await page.get('/v1/session')).status).toBe(401);
  expect((await browser().signIn(user.email, PASSWORD)).status).toBe(401);
  const set = await browser().post('/v1/password', {
    token: link.body.token,
    password: 'seven white herons',
  });
  expect(set.status).toBe(422);
  await api.ask('POST', `/v1/users/${user.id}/enable`);
  expect((await page.signIn(user.email, PASSWORD)).status).toBe(200);
  expect((await api.ask('GET', `/v1/users/${user.id}/sessions`)).body.items).toHaveLength(1);
  expect((await api.ask('POST', `/v1/users/${user.id}/revoke-sessions`)).body).toEqual({ revoked: 1 });
  expect((await page.get('/v1/session')).status).toBe(401);
  expect((await api.ask('DELETE', `/v1/users/${user.id}`)).status).toBe(204);
  expect((await api.ask('DELETE', `/v1/users/${user.id}`)).status).toBe(404);
  expect((await browser().signIn(user.email, PASSWORD)).status).toBe(401);
});

test('when the last administrator would go, by whichever way and however many at once, then one stays', async () => {
  const admins = [await addUser(api.database, 'admin'), await addUser(api.database, 'admin')];
  const answers = await Promise.all(admins.map(({ id }) => api.ask('POST', `/v1/users/${id}/disable`)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 422]);
  const last = admins[answers.findIndex(({ status }) => status === 422)]?.id;
  const refused = [
    await api.ask('PATCH', `/v1/users/${last}`, { json: { role: 'staff' } }),
    await api.ask('DELETE', `/v1/users/${last}`),
    await api.ask('POST', `/v1/users/${last}/disable`),
  ];
  for (const { status, body } of refused) {
    expect(status).toBe(422);
    expect(body.error.message).toContain('an active administrator remains');
  }
  expect((await api.ask('PATCH', `/v1/users/${last}`, { json: { name: 'Still here' } })).status).toBe(200);
});

test('when the role of a user changes, then the next request has it', async () => {
  const user = await addUser(api.database, 'viewer');
  const page = browser();
  await page.signIn(user.email, PASSWORD);
  expect((await page.get('/v1/settings')).status).toBe(403);
  await api.ask('PATCH', `/v1/users/${user.id}`, { json: { role: 'staff' } });
  expect((await page.get('/v1/settings')).status).toBe(200);
});
