import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApiKey, startTestApi, type TestApi } from './testing/test-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.close());

const get = (path: string, as = '', headers = {}) => api.ask('GET', path, { as, headers });

test('when health is asked for, then no key is needed and both dependencies are named', async () => {
  expect(await get('/healthz')).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await get('/readyz')).toMatchObject({
    status: 200,
    body: { checks: { redis: 'ok', database: 'ok' } },
  });
});

test('when the document is asked for, then it is served without a key and never cached', async () => {
  const { status, body, headers } = await get('/openapi.json');
  expect(status).toBe(200);
  expect(body.openapi).toBe('3.1.1');
  expect(body.paths['/v1/students/{id}'].get.summary).toContain('Read a student');
  expect(headers.get('cache-control')).toBe('no-store');
});

test('when the page is asked for, then all it loads comes from here and nothing else may', async () => {
  const page = await get('/docs');
  expect(page.status).toBe(200);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = '']) => address);
  expect(loaded).toHaveLength(4);
  for (const address of loaded) {
    expect(address).toMatch(/^\/docs\//);
    const part = await get(address);
    expect(part.status).toBe(200);
    expect(part.headers.get('content-type')).toMatch(/css|javascript|png/);
  }
  expect((await get('/docs/package.json')).status).toBe(404);
});

test('when anything is answered, then the security headers are there', async () => {
  for (const { headers } of [
    await get('/v1/students', 'viewer'),
    await get('/nowhere'),
    await get('/docs'),
  ]) {
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toMatch(/deny/i);
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('strict-transport-security')).toContain('max-age');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[\w.-]{8,64}$/);
  }
});

test('when metrics are read, then routes are counted under their paths and not under their ids', async () => {
  expect((await get('/metrics')).status).toBe(401);
  await get('/v1/students/00000000-0000-7000-8000-000000000000', 'viewer');
  const { headers, text } = await get('/metrics', 'viewer');
  expect(headers.get('content-type')).toContain('text/plain');
  expect(text).toMatch(/hadir_http_request_seconds_count\{.*path="\/v1\/students\/:id".*\} [1-9]/);
  expect(text).not.toContain('00000000-0000-7000');
});

test('when an API key is revoked, then it stops within seconds', async () => {
  const key = await createApiKey(api.database, 'staff');
  const status = async () => (await get('/v1/rooms', `Bearer ${key}`)).status;
  expect(await status()).toBe(200);
  const { items } = await api.database.apiKeys.list();
  await api.database.apiKeys.revoke(items.at(-1)?.id ?? '');
  await expect.poll(status, { timeout: 10_000, interval: 250 }).toBe(401);
});

test('when an API key is used, then its last use is noted', async () => {
  await createApiKey(api.database, 'viewer');
  await get('/v1/rooms', 'admin');
  await expect
    .poll(async () => (await api.database.apiKeys.list()).items.map(({ lastUsedAt }) => lastUsedAt))
    .toContainEqual(expect.any(Date));
});

test('when an address fails often, then it must wait, and whoever sends a good key from there need not', async () => {
  const from = { 'x-forwarded-for': '203.0.113.9' };
  let last = await get('/v1/rooms', 'Bearer hak_wrong', from);
  for (let tries = 0; tries < 40 && last.status === 401; tries += 1) {
    last = await get('/v1/rooms', 'Bearer hak_wrong', from);
  }
  expect(last).toMatchObject({ status: 429, body: { error: { code: 'too-many-requests' } } });
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  const neverSeen = await createApiKey(api.database, 'viewer');
  expect((await get('/v1/rooms', `Bearer ${neverSeen}`, from)).status).toBe(200);
  const unknown = `Bearer hak_${'x'.repeat(43)}`;
  expect((await get('/v1/rooms', unknown, from)).status).toBe(429);
  expect((await get('/v1/rooms', unknown, { 'x-forwarded-for': '203.0.113.10' })).status).toBe(401);
});
