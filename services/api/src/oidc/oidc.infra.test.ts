import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Answer } from '../testing/ask.ts';
import { type Browser, createBrowser } from '../testing/browser.ts';
import { goThere as goToProvider } from '../testing/go-there.ts';
import { CLIENT, startProvider } from '../testing/provider.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';
import { addUser } from '../testing/users.ts';

const accounts = {
  staff: { email: 'Staff@campus.example', email_verified: true, name: 'Staff Person' },
  stolen: { email: 'staff@campus.example', email_verified: true },
  unverified: { email: 'unverified@campus.example', email_verified: false },
  outsider: { email: 'outsider@elsewhere.example', email_verified: true },
  stranger: { email: 'stranger@campus.example', email_verified: true, name: 'A Stranger' },
  disabled: { email: 'disabled@campus.example', email_verified: true },
  dean: { email: 'dean@campus.example', email_verified: true, groups: ['dosen', 'it-admins'] },
  guest: { email: 'guest@campus.example', email_verified: true, groups: 'guests' },
  before: { email: 'renewed@campus.example', email_verified: true },
  after: { email: 'renewed@campus.example', email_verified: true },
  silent: {},
};

type Another = Awaited<ReturnType<TestApi['startAnother']>>;
let api: TestApi;
let provider: Awaited<ReturnType<typeof startProvider>>;
let plain: Another;
let creating: Another;
let mapping: Another;
let away: Another;
let redirects: string[];
let made = 0;

beforeAll(async () => {
  api = await startTestApi();
  // The provider must know where to send people before the apis know where they listen.
  redirects = [0, 1, 2].map(() => `https://site-${++made}.example`);
  provider = await startProvider(
    redirects.map((base) => `${base}/v1/sign-in/oidc/callback`),
    accounts,
  );
  const [one, two, three] = redirects;
  const client = {
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
  };
  plain = await api.startAnother({ ...client, PUBLIC_URL: one, OIDC_EMAIL_DOMAINS: 'campus.example' });
  creating = await api.startAnother({ ...client, PUBLIC_URL: two, OIDC_CREATE_USERS: 'viewer' });
  mapping = await api.startAnother({
    ...client,
    PUBLIC_URL: three,
    OIDC_ROLE_MAP: 'it-admins=admin,dosen=lecturer',
  });
  away = await api.startAnother({ ...client, OIDC_ISSUER: 'http://127.0.0.1:9' });
});
afterAll(async () => {
  await Promise.all([plain, creating, mapping, away].map((site) => site.close()));
  await provider.close();
  await api.close();
});
beforeEach(() => {
  Object.assign(provider.state, { signsIn: 'nobody', isDenied: false });
});

const browserAt = (site: Another): Browser => createBrowser(site.ask, { address: `203.0.113.${++made}` });

const goThere = (page: Browser, account: string, query = '') => goToProvider(provider, page, account, query);

const comeBack = (page: Browser, at: URL): Promise<Answer> =>
  page.get(at.pathname + at.search, { redirect: 'manual' });

async function signIn(site: Another, account: string, query = '') {
  const page = browserAt(site);
  return { page, answer: await comeBack(page, await goThere(page, account, query)) };
}
const codeOf = ({ answer }: { answer: Answer }) => `${answer.status} ${answer.body.error?.code}`;

test('when a user comes from the provider for the first time, then the verified address links them, and later the subject does', async () => {
  const user = await addUser(api.database, 'staff', 'staff@campus.example');
  const { page, answer } = await signIn(plain, 'staff', '?returnTo=/sessions%3Fday%3D1');
  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe('/sessions?day=1');
  expect(answer.headers.getSetCookie().join('\n')).toMatch(
    /__Host-hadir-session=.*HttpOnly; Secure; SameSite=Lax/,
  );
  expect([...page.cookies.keys()]).not.toContain('__Host-hadir-oidc');
  expect((await page.get('/v1/session')).body).toMatchObject({ kind: 'user', id: user.id, role: 'staff' });
  await api.database.users.update(user.id, { email: 'moved@campus.example' });
  expect((await signIn(plain, 'staff')).answer.status).toBe(302);
  await api.database.users.update(user.id, { email: 'staff@campus.example' });
  expect(codeOf(await signIn(plain, 'stolen'))).toBe('403 oidc-linked-otherwise');
  const { items } = await api.database.audit.list({ subjectType: 'user', subjectId: user.id });
  expect(items.map(({ action }) => action)).toEqual(['user.sign-in', 'user.sign-in', 'user.link']);
});

test('when the account at the provider is another one now, then an administrator unlinks the old, whose sessions end, and the new is linked', async () => {
  const user = await addUser(api.database, 'staff', 'renewed@campus.example');
  const { page } = await signIn(plain, 'before');
  expect((await page.get('/v1/session')).body.id).toBe(user.id);
  expect(codeOf(await signIn(plain, 'after'))).toBe('403 oidc-linked-otherwise');
  const unlink = (as: string) => api.ask('POST', `/v1/users/${user.id}/unlink`, { as });
  expect((await unlink('staff')).status).toBe(403);
  expect(await unlink('admin')).toMatchObject({ status: 200, body: { id: user.id, isLinked: false } });
  expect((await page.get('/v1/session')).status).toBe(401);
  const renewed = await signIn(plain, 'after');
  expect((await renewed.page.get('/v1/session')).body.id).toBe(user.id);
  expect(codeOf(await signIn(plain, 'before'))).toBe('403 oidc-linked-otherwise');
  const { items } = await api.database.audit.list({ subjectType: 'user', subjectId: user.id });
  const deeds = ['user.sign-in', 'user.link', 'user.unlink', 'user.sign-in', 'user.link'];
  expect(items.map(({ action }) => action)).toEqual(deeds);
});

test('when an address is not verified, of another domain, of nobody or of a disabled user, then nobody comes in', async () => {
  await addUser(api.database, 'staff', 'unverified@campus.example');
  const disabled = await addUser(api.database, 'staff', 'disabled@campus.example');
  await api.database.users.update(disabled.id, { disabledAt: new Date() });
  expect(codeOf(await signIn(plain, 'unverified'))).toBe('403 oidc-unverified');
  expect(codeOf(await signIn(creating, 'unverified'))).toBe('403 oidc-unverified');
  expect(codeOf(await signIn(creating, 'silent'))).toBe('403 oidc-unverified');
  expect(codeOf(await signIn(plain, 'outsider'))).toBe('403 oidc-domain');
  expect(codeOf(await signIn(plain, 'stranger'))).toBe('403 oidc-no-account');
  expect(codeOf(await signIn(plain, 'disabled'))).toBe('403 oidc-no-account');
  const { page } = await signIn(plain, 'stranger');
  expect((await page.get('/v1/session')).status).toBe(401);
});

test('when the site wants it, then whoever is unknown becomes a viewer, once', async () => {
  const first = await signIn(creating, 'stranger');
  expect((await first.page.get('/v1/session')).body).toMatchObject({
    role: 'viewer',
    user: { name: 'A Stranger' },
  });
  const second = await signIn(creating, 'stranger');
  const ids = await Promise.all(
    [first, second].map(async ({ page }) => (await page.get('/v1/session')).body.id),
  );
  expect(ids[0]).toBe(ids[1]);
});

test('when roles are kept at the provider, then the highest one counts at each sign-in, and without one nobody comes in', async () => {
  const dean = await addUser(api.database, 'viewer', 'dean@campus.example');
  await addUser(api.database, 'admin', 'guest@campus.example');
  const { page } = await signIn(mapping, 'dean');
  expect((await page.get('/v1/session')).body).toMatchObject({ id: dean.id, role: 'admin' });
  expect(codeOf(await signIn(mapping, 'guest'))).toBe('403 oidc-no-role');
});

test('when somebody comes back with a state of another sign-in, or to another browser, or twice, then nobody comes in', async () => {
  await addUser(api.database, 'staff', `other-${made}@campus.example`);
  const page = browserAt(plain);
  const at = await goThere(page, 'staff');
  const wrong = new URL(at);
  wrong.searchParams.set('state', 'of another sign-in');
  expect(codeOf({ answer: await comeBack(browserAt(plain), at) })).toBe('401 oidc-state');
  expect(codeOf({ answer: await comeBack(page, wrong) })).toBe('401 oidc-refused');
  expect(codeOf({ answer: await comeBack(page, at) })).toBe('401 oidc-state');
  const again = browserAt(plain);
  const there = await goThere(again, 'staff');
  const checks = again.cookies.get('__Host-hadir-oidc') ?? '';
  expect((await comeBack(again, there)).status).toBe(302);
  again.cookies.set('__Host-hadir-oidc', checks);
  expect(codeOf({ answer: await comeBack(again, there) })).toBe('401 oidc-refused');
});

test('when the nonce or the code verifier is of another sign-in, then nobody comes in', async () => {
  const page = browserAt(plain);
  const at = await goThere(page, 'staff');
  const sealed = Buffer.from(page.cookies.get('__Host-hadir-oidc') ?? '', 'base64url');
  const kept = JSON.parse(api.secrets.open(sealed, 'oidc checks').toString());
  for (const [field, value] of [
    ['nonce', 'another'],
    ['verifier', 'x'.repeat(43)],
  ] as const) {
    const fresh = browserAt(plain);
    const back = field === 'nonce' ? at : await goThere(fresh, 'staff');
    const state = back.searchParams.get('state');
    const own = field === 'nonce' ? kept : { ...kept, state };
    const forged = api.secrets.seal(Buffer.from(JSON.stringify({ ...own, [field]: value })), 'oidc checks');
    fresh.cookies.set('__Host-hadir-oidc', forged.toString('base64url'));
    expect(codeOf({ answer: await comeBack(fresh, back) })).toBe('401 oidc-refused');
  }
});

test('when the sign-in took too long, or was refused at the provider, then it is to be begun again', async () => {
  const page = browserAt(plain);
  const at = await goThere(page, 'staff');
  const sealed = Buffer.from(page.cookies.get('__Host-hadir-oidc') ?? '', 'base64url');
  const kept = JSON.parse(api.secrets.open(sealed, 'oidc checks').toString());
  const late = api.secrets.seal(
    Buffer.from(JSON.stringify({ ...kept, endsAt: Date.now() - 1 })),
    'oidc checks',
  );
  page.cookies.set('__Host-hadir-oidc', late.toString('base64url'));
  expect(codeOf({ answer: await comeBack(page, at) })).toBe('401 oidc-state');
  provider.state.isDenied = true;
  expect(codeOf(await signIn(plain, 'staff'))).toBe('401 oidc-refused');
});

test('when the code is not one that the provider gave, then nobody comes in', async () => {
  const page = browserAt(plain);
  const at = await goThere(page, 'staff');
  at.searchParams.set('code', 'A'.repeat(43));
  expect(codeOf({ answer: await comeBack(page, at) })).toBe('401 oidc-refused');
});

test('when the provider is away, then it says so; without one, there is no such way', async () => {
  const page = browserAt(away);
  expect(await page.get('/v1/sign-in/oidc')).toMatchObject({
    status: 503,
    body: { error: { code: 'oidc-unavailable' } },
  });
  expect(await api.ask('GET', '/v1/sign-in/oidc', { as: '' })).toMatchObject({ status: 404 });
  expect((await api.ask('GET', '/v1/sign-in', { as: '' })).body).toEqual({ password: true, oidc: false });
  expect((await plain.ask('GET', '/v1/sign-in', { as: '' })).body).toEqual({ password: true, oidc: true });
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])(
  'when the way back is %s, then it is refused',
  async (returnTo) => {
    const answer = await plain.ask('GET', `/v1/sign-in/oidc?returnTo=${encodeURIComponent(returnTo)}`, {
      as: '',
    });
    expect(answer.status).toBe(400);
  },
);
