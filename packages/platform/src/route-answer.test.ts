import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { AppError, DependencyUnavailable } from './errors.ts';
import { serveRoutes } from './mount-routes.fixture.ts';
import { defineRoute, type Route } from './route.ts';
import { Streamed } from './route-answer.ts';

const Thing = z.object({ id: z.uuid() });

const routes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/wrong',
    summary: 'Answers what it should not',
    tags: [],
    roles: 'public',
    schemas: { response: Thing },
    handle: async () => ({ id: 'no uuid' }),
  }),
  defineRoute({
    method: 'get',
    path: '/fails/:how',
    summary: 'Fails',
    tags: [],
    roles: 'public',
    schemas: { params: z.object({ how: z.string() }), response: Thing },
    handle: async ({ params }) => {
      if (params.how === 'away') throw new DependencyUnavailable('database', new Error('secret host name'));
      if (params.how === 'busy') {
        throw new AppError('too-many-requests', 'slow down', { retryAfterSeconds: 1.2, reason: 'slow' });
      }
      throw new Error('secret detail');
    },
  }),
  defineRoute({
    method: 'get',
    path: '/stream/:how',
    summary: 'Streams',
    tags: [],
    roles: 'public',
    schemas: { params: z.object({ how: z.string() }), response: z.array(z.string()) },
    handle: async ({ params }) =>
      new Streamed({ contentType: 'text/csv; charset=utf-8', chunks: chunks(params.how) }),
  }),
];

const pulled: { count: number; ended: boolean } = { count: 0, ended: false };
async function* chunks(how: string): AsyncGenerator<string> {
  if (how === 'refused') throw new AppError('not-found', 'no report');
  try {
    for (pulled.count = 0; pulled.count < (how === 'long' ? 1_000_000 : 3); pulled.count += 1) {
      if (how === 'broken' && pulled.count === 2) throw new Error('half way');
      yield how === 'long' ? 'x'.repeat(10_000) : `line ${pulled.count}\n`;
    }
  } finally {
    pulled.ended = true;
  }
}

let server: Awaited<ReturnType<typeof serveRoutes>>;
beforeAll(async () => {
  server = await serveRoutes(routes);
});
afterAll(() => server.close());

test('when a handler answers what its schema forbids, then the caller gets 500 and no part of it', async () => {
  const answer = await server.ask('GET', '/wrong');
  expect(answer).toMatchObject({ status: 500, body: { error: { code: 'internal' } } });
  expect(JSON.stringify(answer.body)).not.toContain('no uuid');
});

test('when a handler fails, then the status says how and no detail leaves the process', async () => {
  const away = await server.ask('GET', '/fails/away');
  expect(away).toMatchObject({ status: 503, body: { error: { code: 'unavailable' } } });
  expect(away.headers.get('retry-after')).toBe('5');
  const busy = await server.ask('GET', '/fails/busy');
  expect(busy).toMatchObject({ status: 429, body: { error: { code: 'slow' } } });
  expect(busy.headers.get('retry-after')).toBe('2');
  const failed = await server.ask('GET', '/fails/otherwise');
  expect(failed.status).toBe(500);
  expect(JSON.stringify([away.body, failed.body])).not.toContain('secret');
  expect(server.logged.join('')).toContain('secret detail');
});

test('when a stream fails before its first chunk, then it is answered as an error', async () => {
  expect(await server.ask('GET', '/stream/whole')).toMatchObject({
    status: 200,
    body: { text: 'line 0\nline 1\nline 2\n' },
  });
  expect(await server.ask('GET', '/stream/refused')).toMatchObject({ status: 404 });
});

test('when a stream fails half way, then the connection breaks, so that the caller cannot take it for whole', async () => {
  await expect(server.ask('GET', '/stream/broken')).rejects.toThrow();
});

test('when the caller hangs up, then the stream stops being made', async () => {
  const hangUp = new AbortController();
  const response = await fetch(`${server.url}/stream/long`, { signal: hangUp.signal });
  await response.body?.getReader().read();
  pulled.ended = false;
  hangUp.abort();
  await expect.poll(() => pulled.ended, { timeout: 5_000 }).toBe(true);
  expect(pulled.count).toBeLessThan(100_000);
  await expect.poll(() => server.observed.at(-1)).toMatchObject({ path: '/stream/:how', status: 499 });
});
