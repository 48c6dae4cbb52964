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

/** From an address of its own, so that no test's failures count for another's. */
const browser = (address = `198.51.100.${++made}`, origin?: string) =>
  createBrowser(api.ask, { address, ...(origin && { origin }) });

test('when the password is right, then a guarded cookie opens what the role may, and a wrong one says nothing', async () => {
  const user = await addUser(api.database, 'staff');
  const page = browser();
  const answer = await page.signIn(user.email.toUpperCase(), PASSWORD);
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ user: { id: user.id, role: 'staff', hasSecondFactor: false } });
  const cookie = answer.headers.getSetCookie().find((one) => one.startsWith('hadir-session=')) ?? '';
  expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(cookie).toMatch(/Max-Age=604800/);
  expect((await page.get('/v1/students')).status).toBe(200);
  expect((await page.get('/v1/audit')).status).toBe(403);
  const wrong = await browser().signIn(user.email, `${PASSWORD}!`);
  const nobody = await browser().signIn(`nobody-${randomUUID()}@campus.example`, PASSWORD);
  for (const refused of [wrong, nobody]) {
    expect(refused.status).toBe(401);
    expect(refused.headers.getSetCookie()).toEqual([]);
    expect(refused.body.error).toEqual(wrong.body.error);
  }
  const { items } = await api.database.audit.list({ subjectType: 'user', subjectId: user.id });
  expect(items.map(({ action, actor }) => `${actor} ${action}`)).toEqual([
    'anonymous user.sign-in-refused',
    `user:${user.id} user.sign-in`,
  ]);
});

test('when the connection is secure, then the cookie is bound to this host; when it is neither that nor local, there is none', async () => {
  const user = await addUser(api.database);
  const json = { email: user.email, password: PASSWORD };
  const from = (address: string, headers = {}) => ({
    as: '',
    json,
    headers: { 'x-forwarded-for': address, ...headers },
  });
  const secure = await api.ask(
    'POST',
    '/v1/sign-in',
    from('198.51.100.201', { 'x-forwarded-proto': 'https' }),
  );
  const cookies = secure.headers.getSetCookie();
  expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([
    '__Host-hadir-session',
    '__Host-hadir-browser',
  ]);
  for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  const plain = await api.ask(
    'POST',
    '/v1/sign-in',
    from('198.51.100.202', { 'x-forwarded-host': 'campus.example' }),
  );
  expect(plain).toMatchObject({ status: 403, body: { error: { code: 'insecure' } } });
  expect(plain.headers.getSetCookie()).toEqual([]);
});

test('when a change lacks the token, or comes from a page of another site, then it is refused and a read is not', async () => {
  const user = await addUser(api.database);
  const page = browser();
  const { body } = await page.signIn(user.email, PASSWORD);
  const add = (headers = {}) => page.post('/v1/rooms', { name: `Room ${randomUUID()}` }, { headers });
  expect((await add()).status).toBe(201);
  expect((await add({ origin: api.url })).status).toBe(201);
  page.forgetToken();
  expect(await add()).toMatchObject({
    status: 403,
    body: { error: { code: 'csrf', field: 'x-csrf-token' } },
  });
  expect((await add({ 'x-csrf-token': 'A'.repeat(43) })).status).toBe(403);
  expect((await page.get('/v1/rooms')).status).toBe(200);
  page.useToken(body.csrfToken);
  expect(await add({ origin: 'https://evil.example' })).toMatchObject({
    status: 403,
    body: { error: { code: 'csrf' } },
  });
  expect((await add({ origin: 'null' })).status).toBe(403);
  expect((await add({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  const other = browser();
  await other.signIn(user.email, PASSWORD);
  other.useToken(body.csrfToken);
  expect((await other.post('/v1/rooms', { name: 'x' })).status).toBe(403);
  const login = await browser(undefined, 'https://evil.example').signIn(user.email, PASSWORD);
  expect(login).toMatchObject({ status: 403, body: { error: { code: 'csrf' } } });
});

test('when the page asks who it is, then it gets the same token again; keys and strangers get none', async () => {
  const user = await addUser(api.database, 'viewer');
  const page = browser();
  const { body } = await page.signIn(user.email, PASSWORD);
  expect((await page.get('/v1/session')).body).toMatchObject({
    kind: 'user',
    role: 'viewer',
    user: { email: user.email },
    csrfToken: body.csrfToken,
    courseIds: null,
  });
  const key = await api.ask('GET', '/v1/session', { as: 'viewer' });
  expect(key.body).toMatchObject({
    kind: 'api-key',
    role: 'viewer',
    user: null,
    csrfToken: null,
    scopes: null,
  });
  expect((await browser().get('/v1/session')).status).toBe(401);
});

test('when a user signs out, then the cookie is gone and of no use to who kept it', async () => {
  const user = await addUser(api.database);
  const page = browser();
  await page.signIn(user.email, PASSWORD);
  const kept = [...page.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  expect((await page.post('/v1/sign-out')).status).toBe(204);
  expect([...page.cookies.keys()]).toEqual(['hadir-browser']);
  expect((await api.ask('GET', '/v1/session', { as: '', headers: { cookie: kept } })).status).toBe(401);
  expect((await api.ask('POST', '/v1/sign-out', { as: 'admin' })).body.error.code).toBe('no-session');
});

test('when the others are revoked, then this browser stays and they do not', async () => {
  const user = await addUser(api.database);
  const [here, there, elsewhere] = [browser(), browser(), browser()];
  for (const page of [here, there, elsewhere]) await page.signIn(user.email, PASSWORD);
  expect((await here.post('/v1/session/revoke-others')).body).toEqual({ revoked: 2 });
  const statuses = [here, there, elsewhere].map(async (page) => (await page.get('/v1/session')).status);
  expect(await Promise.all(statuses)).toEqual([200, 401, 401]);
});

test('when a user is disabled, or a session is forged, then it opens nothing', async () => {
  const user = await addUser(api.database);
  const page = browser();
  await page.signIn(user.email, PASSWORD);
  const status = async () => (await page.get('/v1/session')).status;
  expect(await status()).toBe(200);
  await api.database.users.update(user.id, { disabledAt: new Date() });
  expect(await status()).toBe(401);
  await api.database.users.update(user.id, { disabledAt: null });
  expect(await status()).toBe(200);
  page.cookies.set('hadir-session', 'x'.repeat(43));
  expect(await status()).toBe(401);
  page.cookies.set('hadir-session', '%00');
  expect(await status()).toBe(401);
});
