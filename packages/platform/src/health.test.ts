import { afterAll, expect, test } from 'vitest';
import { createHealthApp, type HealthOptions } from './health.ts';
import { listen } from './listen.ts';
import { createMetrics } from './metrics.ts';

const closers: (() => unknown)[] = [];
afterAll(() => Promise.all(closers.map((close) => close())));

async function serve(options: Partial<HealthOptions>): Promise<string> {
  const app = createHealthApp({ ready: {}, metrics: createMetrics('test'), ...options });
  const { port, close } = await listen(app, { port: 0, host: '127.0.0.1' });
  closers.push(close);
  return `http://127.0.0.1:${port}`;
}

const status = async (url: string, authorization?: string): Promise<number> => {
  const headers = authorization === undefined ? {} : { authorization };
  return (await fetch(url, { headers })).status;
};

test('when a token is set, then the metrics ask for it and the health does not', async () => {
  const url = await serve({ metricsToken: 'a-token-of-16-chars' });
  expect(await status(`${url}/metrics`)).toBe(401);
  expect(await status(`${url}/metrics`, 'Bearer another')).toBe(401);
  expect(await status(`${url}/metrics`, 'Bearer a-token-of-16-chars')).toBe(200);
  expect(await status(`${url}/healthz`)).toBe(200);
});

test('when no token is set, then the metrics are open', async () => {
  expect(await status(`${await serve({})}/metrics`)).toBe(200);
});

test('when a check hangs, then the process is not ready after two seconds', async () => {
  const url = await serve({ ready: { redis: () => new Promise(() => undefined), database: async () => 1 } });
  const startedAt = performance.now();
  const answer = await fetch(`${url}/readyz`);
  expect([answer.status, await answer.json()]).toEqual([
    503,
    { status: 'unavailable', checks: { redis: 'unavailable', database: 'ok' } },
  ]);
  expect(performance.now() - startedAt).toBeGreaterThan(1900);
});
