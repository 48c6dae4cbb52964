import { ROLES } from '@hadir/db';
import type { Route } from '@hadir/platform';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiRoutes } from './routes.ts';
import { withServiceRoutes } from './service-routes.ts';
import type { ApiDeps } from './shared/deps.ts';
import { startTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

/** The route objects themselves, so that no route can be forgotten here. */
const routes = withServiceRoutes(apiRoutes({} as ApiDeps), { text: async () => '' });
const name = ({ method, path }: Route): string => `${method.toUpperCase()} ${path}`;

/** No parameter is an id: whoever is let in gets no further than 400. */
const call = (route: Route, as: string, address: string) =>
  api.ask(route.method.toUpperCase(), route.path.replaceAll(/:\w+/g, '?').replaceAll('?', 'NOT_AN_ID'), {
    as,
    headers: { 'x-forwarded-for': address },
  });

describe.each(routes.map((route) => [name(route), route] as const))('%s', (_name, route) => {
  const address = `10.0.0.${routes.indexOf(route)}`;

  test('when each role and a stranger call, then exactly the roles it names are let in', async () => {
    for (const role of ROLES) {
      const { status, body } = await call(route, role, address);
      const isAllowed = route.roles === 'public' || route.roles.includes(role);
      if (isAllowed) expect([200, 400, 404, 409, 415]).toContain(status);
      else expect({ status, code: body.error.code }).toEqual({ status: 403, code: 'forbidden' });
    }
    for (const stranger of ['', 'Bearer', `Bearer hak_${'x'.repeat(43)}`, 'Basic YWRtaW46YWRtaW4=']) {
      const { status } = await call(route, stranger, address);
      expect(status).toBe(route.roles === 'public' ? 200 : 401);
    }
  });
});

test('when the routes are counted by access, then only the document is public', () => {
  expect(routes.filter((route) => route.roles === 'public').map(name)).toEqual(['GET /openapi.json']);
  const viewerWrites = routes.filter(
    (route) => route.method !== 'get' && route.roles !== 'public' && route.roles.includes('viewer'),
  );
  expect(viewerWrites).toEqual([]);
  const adminOnly = routes.filter((route) => route.roles !== 'public' && route.roles.join() === 'admin');
  expect(adminOnly.map(name)).toEqual([
    'DELETE /v1/students/:id',
    'POST /v1/devices',
    'PATCH /v1/devices/:id',
    'POST /v1/devices/:id/revoke',
    'POST /v1/devices/:id/rotate-key',
    'GET /v1/audit',
    'PUT /v1/settings',
  ]);
});
