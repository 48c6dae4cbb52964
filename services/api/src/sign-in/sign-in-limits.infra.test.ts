import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Ask } from '../testing/ask.ts';
import { createBrowser } from '../testing/browser.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { addUser, PASSWORD } from '../testing/users.ts';

let api: TestApi;
let other: Awaited<ReturnType<TestApi['startAnother']>>;
beforeAll(async () => {
  api = await startTestApi();
  other = await api.startAnother({ SESSION_IDLE_MINUTES: 0, SESSION_LIFETIME_HOURS: 0 });
});
afterAll(async () => {
  await other.close();
  await api.close();
});

const newAddress = () =>
  `2001:db8:${Math.floor(Math.random() * 65_535).toString(16)}:${randomUUID().slice(0, 4)}::1`;
const browser = (ask: Ask = api.ask, address = newAddress()) => createBrowser(ask, { address });

test('when an account fails five times at two processes, then both refuse it from everywhere, the right password too', async () => {
  const user = await addUser(api.database);
  for (const ask of [api.ask, other.ask, api.ask, other.ask, api.ask]) {
    expect((await browser(ask).signIn(user.email, 'wrong')).status).toBe(401);
  }
  for (const ask of [api.ask, other.ask]) {
    const locked = await browser(ask).signIn(user.email, PASSWORD);
    expect(locked).toMatchObject({ status: 429, body: { error: { code: 'too-many-requests' } } });
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(30);
    expect(Number(locked.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  }
  const { items } = await api.database.audit.list({ subjectType: 'user', subjectId: user.id });
  expect(items[0]).toMatchObject({ action: 'user.lock', actor: 'anonymous', details: { lockedSeconds: 60 } });
});

test('when many try at once, then no more than five are looked at', async () => {
  const user = await addUser(api.database);
  const tries = Array.from({ length: 20 }, (_, turn) =>
    browser(turn % 2 ? api.ask : other.ask).signIn(user.email, `wrong ${turn}`),
  );
  const statuses = (await Promise.all(tries)).map(({ status }) => status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(5);
  expect(statuses.filter((status) => status === 429)).toHaveLength(15);
});

test('when an address is nobody’s, then it is locked in the same way', async () => {
  const email = `nobody-${randomUUID()}@campus.example`;
  for (let tries = 0; tries < 5; tries += 1)
    expect((await browser().signIn(email, 'wrong')).status).toBe(401);
  expect((await browser().signIn(email, 'wrong')).status).toBe(429);
});

test('when strangers lock an account, then its owner comes in from a browser that is known', async () => {
  const user = await addUser(api.database);
  const owner = browser();
  await owner.signIn(user.email, PASSWORD);
  await owner.post('/v1/sign-out');
  for (let tries = 0; tries < 5; tries += 1) await browser().signIn(user.email, 'wrong');
  expect((await browser().signIn(user.email, PASSWORD)).status).toBe(429);
  expect((await owner.signIn(user.email, PASSWORD)).status).toBe(200);
  const thief = browser();
  thief.cookies.set(
    'hadir-browser',
    `${owner.cookies.get('hadir-browser')}`.replace(/.(?=.{20}$)/, (one) => (one === 'A' ? 'B' : 'A')),
  );
  expect((await thief.signIn(user.email, PASSWORD)).status).toBe(429);
});

test('when a known browser fails five times, then it is locked as well, and the others are not', async () => {
  const user = await addUser(api.database);
  const owner = browser();
  await owner.signIn(user.email, PASSWORD);
  for (let tries = 0; tries < 5; tries += 1)
    expect((await owner.signIn(user.email, 'wrong')).status).toBe(401);
  expect((await owner.signIn(user.email, PASSWORD)).status).toBe(429);
  expect((await browser().signIn(user.email, PASSWORD)).status).toBe(200);
});

test('when the password is set anew by a link, then the lock is over', async () => {
  const user = await addUser(api.database);
  for (let tries = 0; tries < 5; tries += 1) await browser().signIn(user.email, 'wrong');
  const { body } = await api.ask('POST', `/v1/users/${user.id}/reset-password`);
  await browser().post('/v1/password', { token: body.token, password: 'seven white herons' });
  expect((await browser().signIn(user.email, 'seven white herons')).status).toBe(200);
});

test('when one address fails with fifty accounts, then its whole network must wait and another need not', async () => {
  const network = newAddress().replace('::1', ':');
  const try_ = (turn: number, ask: Ask) =>
    browser(ask, `${network}:${turn + 1}`).signIn(`nobody-${randomUUID()}@campus.example`, 'wrong');
  const statuses: number[] = [];
  for (let turn = 0; turn < 50; turn += 1)
    statuses.push((await try_(turn, turn % 2 ? api.ask : other.ask)).status);
  expect(new Set(statuses)).toEqual(new Set([401]));
  expect((await try_(50, api.ask)).status).toBe(429);
  const user = await addUser(api.database);
  expect((await browser().signIn(user.email, PASSWORD)).status).toBe(200);
});

test('when the time of a session is over, then it opens nothing', async () => {
  const user = await addUser(api.database);
  const page = browser(other.ask);
  expect((await page.signIn(user.email, PASSWORD)).status).toBe(200);
  expect((await page.get('/v1/session')).status).toBe(401);
  const [kept] = (await api.ask('GET', `/v1/users/${user.id}/sessions`)).body.items;
  expect(kept).toBeUndefined();
});

test('when a session is idle for too long, then it opens nothing at once, and is still open where more is allowed', async () => {
  const user = await addUser(api.database);
  const here = browser();
  await here.signIn(user.email, PASSWORD);
  const cookie = [...here.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const ask = (through: Ask) => through('GET', '/v1/session', { as: '', headers: { cookie } });
  expect((await ask(other.ask)).status).toBe(401);
  expect((await ask(api.ask)).status).toBe(200);
});
