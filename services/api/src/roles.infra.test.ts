import { ROLES, USER_ROLES } from '@hadir/db';
import { roles as allRoles, type Role, type Route, scopeOf } from '@hadir/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes } from './routes.ts';
import { withServiceRoutes } from './service-routes.ts';
import type { ApiDeps } from './shared/deps.ts';
import { createBrowser } from './testing/browser.ts';
import { addStudent } from './testing/seed.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';
import { addUser, PASSWORD } from './testing/users.ts';

type Headers = Readonly<Record<string, string>>;
/** One who calls: a role by one kind of credential. */
type Caller = { readonly role: Role; readonly by: string; readonly headers: () => Promise<Headers> };

let api: TestApi;
let callers: readonly Caller[];
beforeAll(async () => {
  api = await startTestApi();
  const keys = ROLES.map((role) => ({
    role,
    by: 'API key',
    headers: async () => ({ authorization: `Bearer ${api.keys[role]}` }),
  }));
  const sessions = await Promise.all(USER_ROLES.map(signedIn));
  const studentId = await addStudent(api.ask);
  const link = api.links.sign({ studentId, epoch: 0, expiresAt: new Date(Date.now() + 3_600_000) });
  const student = {
    role: 'student',
    by: 'personal link',
    headers: async () => ({ authorization: `Bearer ${link}` }),
  };
  callers = [...keys, ...sessions, student as Caller];
});
afterAll(() => api.close());

/** Signs in again for each call: some routes end the session. */
async function signedIn(role: (typeof USER_ROLES)[number]): Promise<Caller> {
  const user = await addUser(api.database, role);
  const page = createBrowser(api.ask, { address: `198.51.100.${USER_ROLES.indexOf(role)}` });
  const signIn = () => page.signIn(user.email, PASSWORD);
  let token: string = (await signIn()).body.csrfToken;
  const headers = async () => {
    if ((await page.get('/v1/session')).status !== 200) token = (await signIn()).body.csrfToken;
    const cookie = [...page.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { cookie, 'x-csrf-token': token };
  };
  return { role, by: 'session', headers };
}

/** The route objects themselves, so that no route can be forgotten here. */
const routes = withServiceRoutes(apiRoutes({} as ApiDeps), { text: async () => '' });
const name = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;

/** No parameter is an id and no body is sent: whoever is let in gets no further than a refusal, or reads. */
async function call({ method, path }: Route, headers: Headers, address: string) {
  const hungUp = new AbortController();
  const response = await fetch(api.url + path.replaceAll(/:\w+/g, 'NOT_AN_ID'), {
    method: method.toUpperCase(),
    headers: { ...headers, 'x-forwarded-for': address },
    redirect: 'manual',
    signal: hungUp.signal,
  });
  const isJson = response.headers.get('content-type')?.startsWith('application/json');
  const code: unknown = isJson && !response.ok ? JSON.parse(await response.text()).error?.code : undefined;
  // Some streams have no end.
  hungUp.abort();
  return { status: response.status, code };
}

const strangers: readonly Headers[] = [
  {},
  { authorization: 'Bearer' },
  { authorization: `Bearer hak_${'x'.repeat(43)}` },
  { authorization: `Bearer hsl_${'x'.repeat(76)}` },
  { authorization: 'Basic YWRtaW46YWRtaW4=' },
  { cookie: `hadir-session=${'x'.repeat(43)}` },
];

describe.each(routes.map((route) => [name(route), route] as const))('%s', (_name, route) => {
  const index = routes.indexOf(route);
  const address = `10.0.${index >> 8}.${index & 255}`;

  test('when each role calls by each credential of its own, then exactly the roles it names are let in', async () => {
    for (const { role, by, headers } of callers) {
      const { status, code } = await call(route, await headers(), address);
      const isAllowed = route.roles === 'public' || route.roles.includes(role);
      const isLetIn = code !== 'forbidden' && status !== 401;
      expect({ role, by, isLetIn, isBroken: status >= 500 }).toEqual({
        role,
        by,
        isLetIn: isAllowed,
        isBroken: false,
      });
    }
  });

  test('when a stranger calls, then only a public route answers', async () => {
    for (const headers of strangers) {
      const { status, code } = await call(route, headers, address);
      if (route.roles !== 'public')
        expect({ status, code }).toEqual({ status: 401, code: 'unauthenticated' });
      else expect(code).not.toBe('unauthenticated');
    }
  });

  test('when a page of another site changes something in a browser that is signed in, then it is refused', async () => {
    if (route.roles === 'public' || route.method === 'get') return;
    const session = callers.find(({ by, role }) => by === 'session' && route.roles.includes(role));
    if (!session) return;
    const { 'x-csrf-token': _, ...cookie } = { 'x-csrf-token': '', ...(await session.headers()) };
    expect((await call(route, cookie, address)).code).toBe('csrf');
    const foreign = { ...(await session.headers()), origin: 'https://evil.example' };
    expect((await call(route, foreign, address)).code).toBe('csrf');
  });
});

const named = (pick: (roles: readonly Role[], route: Route) => boolean): string[] =>
  routes.filter((route) => route.roles !== 'public' && pick(route.roles, route)).map(name);

test('when the routes are counted by access, then what needs nobody is known by name', () => {
  expect(
    routes
      .filter(({ roles }) => roles === 'public')
      .map(name)
      .sort(),
  ).toEqual([
    'GET /openapi.json',
    'GET /v1/sign-in',
    'GET /v1/sign-in/oidc',
    'GET /v1/sign-in/oidc/callback',
    'POST /v1/password',
    'POST /v1/sign-in',
  ]);
});

test('when a viewer, a device or a student changes something, then it is their own', () => {
  const changes = (role: Role) => named((roles, { method }) => method !== 'get' && roles.includes(role));
  for (const path of changes('viewer')) expect(path).toMatch(/^POST \/v1\/(session\/|sign-out$)/);
  expect(changes('device')).toEqual([]);
  for (const path of named((roles) => roles.includes('student'))) {
    expect(path).toMatch(/^\w+ \/v1\/(me\/|session$)/);
  }
  expect(named((roles) => roles.includes('device'))).toEqual(['GET /v1/session', 'GET /v1/device']);
});

test('when what concerns keys, users and people for good is done, then an administrator does it', () => {
  const forAdmins = named((roles) => roles.join() === 'admin');
  const grave = [
    /\/v1\/users/,
    /\/v1\/api-keys/,
    /\/v1\/audit/,
    /^DELETE \/v1\/students\/:id$/,
    /^PUT \/v1\/settings$/,
  ];
  grave.push(/^(POST|PATCH) \/v1\/(devices|firmware)/);
  for (const path of named((_roles, route) => grave.some((one) => one.test(name(route))))) {
    expect(forAdmins).toContain(path);
  }
});

test('when a role is let in anywhere, then it is one of ours, and each has somewhere to go', () => {
  const used = new Set(routes.flatMap(({ roles }) => (roles === 'public' ? [] : roles)));
  expect([...used].sort()).toEqual([...allRoles].sort());
});

test('when scopes are made of routes, then each reads well', () => {
  for (const route of routes) expect(scopeOf(route)).toMatch(/^[a-z-]+:(read|write)$/);
});
