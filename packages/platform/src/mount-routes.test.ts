import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { serveRoutes } from './mount-routes.fixture.ts';
import { defineRoute, type Route } from './route.ts';
import { Answer } from './route-answer.ts';

const Instant = z.codec(z.iso.datetime({ offset: true }), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString(),
});
const Thing = z.object({ id: z.uuid(), at: Instant, note: z.string().nullable() });
const id = '0190d3a8-0000-7000-8000-000000000001';

const routes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/things/:id',
    summary: 'Read a thing',
    tags: ['things'],
    roles: ['admin', 'viewer'],
    schemas: {
      params: z.strictObject({ id: z.uuid('must be a UUID') }),
      query: z.strictObject({ limit: z.coerce.number().int().min(1).max(9).default(5) }),
      response: Thing,
    },
    handle: async ({ params, query }, { actor }) => {
      const thing = {
        id: params.id,
        at: new Date(0),
        note: `${actor.id} ${query.limit}`,
        secret: 'left out',
      };
      return thing;
    },
  }),
  defineRoute({
    method: 'put',
    path: '/things/:id',
    summary: 'Write a thing',
    tags: ['things'],
    roles: ['admin'],
    schemas: {
      params: z.strictObject({ id: z.uuid() }),
      body: z.strictObject({ at: Instant, names: z.array(z.string().max(5)).max(2) }),
      response: Thing,
    },
    handle: async ({ params, body }) => new Answer(201, { id: params.id, at: body.at, note: null }),
  }),
  defineRoute({
    method: 'delete',
    path: '/things/:id',
    summary: 'Remove a thing',
    tags: ['things'],
    roles: ['admin'],
    schemas: {},
    handle: async () => undefined,
  }),
];

let server: Awaited<ReturnType<typeof serveRoutes>>;
beforeAll(async () => {
  server = await serveRoutes(routes);
});
afterAll(() => server.close());

test('when a request fits its schemas, then the handler sees parsed values and only the schema’s fields go out', async () => {
  const { status, body, headers } = await server.ask('GET', `/things/${id}?limit=7`, {
    as: 'viewer',
    headers: { 'x-request-id': 'caller-123', authorization: 'viewer' },
  });
  expect(status).toBe(200);
  expect(body).toEqual({ id, at: '1970-01-01T00:00:00.000Z', note: 'a-viewer 7' });
  expect(headers.get('x-request-id')).toBe('caller-123');
});

test('when a body carries an instant with an offset, then it is decoded and answered in UTC with the handler’s status', async () => {
  const { status, body } = await server.ask('PUT', `/things/${id}`, {
    json: { at: '2025-03-01T00:30:00+07:00', names: [] },
  });
  expect(status).toBe(201);
  expect(body.at).toBe('2025-02-28T17:30:00.000Z');
});

test('when a route has no response, then it answers 204 with no body', async () => {
  expect(await server.ask('DELETE', `/things/${id}`)).toMatchObject({ status: 204, body: { text: '' } });
});

test.each([
  ['GET', '/things/7', undefined, 400, 'id', /must be a UUID/],
  ['GET', `/things/${id}?limit=10`, undefined, 400, 'limit', /<=9/],
  ['GET', `/things/${id}?limitt=1`, undefined, 400, 'limitt', /no such field/],
  ['PUT', `/things/${id}`, { names: [] }, 400, 'at', /expected string/],
  ['PUT', `/things/${id}`, { at: 'today', names: [] }, 400, 'at', /ISO/],
  ['PUT', `/things/${id}`, { at: '2025-03-01T00:00:00Z', names: ['x', 'toolong'] }, 400, 'names.1', /<=5/],
  [
    'PUT',
    `/things/${id}`,
    { at: '2025-03-01T00:00:00Z', names: [], extra: 1 },
    400,
    'extra',
    /no such field/,
  ],
  ['PUT', `/things/${id}`, undefined, 415, 'body', /application\/json/],
])(
  'when %s %s is sent with %j, then the answer is %i and names %s',
  async (method, path, json, status, field, says) => {
    const answer = await server.ask(method, path, { json });
    expect(answer.status).toBe(status);
    expect(answer.body.error?.field).toBe(field);
    expect(answer.body.error?.message).toMatch(says);
    expect(answer.body.requestId).toBe(answer.headers.get('x-request-id'));
  },
);

test.each([
  ['not JSON', '{"at":', 'application/json', 400, 'bad-request'],
  ['a bare number', '7', 'application/json', 400, 'bad-request'],
  ['too large', `{"names":["${'x'.repeat(140_000)}"]}`, 'application/json', 413, 'too-large'],
  ['in another charset', '{}', 'application/json; charset=utf-99', 415, 'unsupported-media'],
  ['text', 'at=1', 'text/plain', 415, 'unsupported-media'],
])('when the body is %s, then it is refused in JSON', async (_what, body, type, status, code) => {
  const answer = await server.ask('PUT', `/things/${id}`, {
    body,
    headers: { 'content-type': type, authorization: 'admin' },
  });
  expect(answer).toMatchObject({ status, body: { error: { code } } });
});

test('when a stranger or the wrong role calls, then the refusal comes before the fields are looked at', async () => {
  const stranger = await server.ask('PUT', '/things/not-an-id', { as: 'nobody', body: '{broken' });
  expect(stranger).toMatchObject({ status: 401, body: { error: { code: 'unauthenticated' } } });
  expect(stranger.headers.get('www-authenticate')).toBe('Bearer');
  const viewer = await server.ask('PUT', '/things/not-an-id', { as: 'viewer', json: {} });
  expect(viewer).toMatchObject({
    status: 403,
    body: { error: { message: expect.stringContaining('admin') } },
  });
});

test('when no route has the path or the method, then the answer says so in JSON', async () => {
  expect(await server.ask('GET', '/nowhere')).toMatchObject({
    status: 404,
    body: { error: { code: 'not-found' } },
  });
  const wrong = await server.ask('POST', `/things/${id}`);
  expect(wrong).toMatchObject({ status: 405, body: { error: { code: 'method-not-allowed' } } });
  expect(wrong.headers.get('allow')).toBe('GET, PUT, DELETE');
  expect(await server.ask('GET', '/things/%ff')).toMatchObject({
    status: 400,
    body: { error: { code: 'bad-request' } },
  });
});

test('when a request is done, then it is observed under its route with its caller', async () => {
  await server.ask('GET', `/things/${id}`, { as: 'viewer' });
  await expect
    .poll(() => server.observed.at(-1))
    .toMatchObject({ method: 'get', path: '/things/:id', status: 200, actorId: 'a-viewer' });
});
