import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createHealthApp, createMetrics, listen } from './index.ts';

const local = { port: 0, host: '127.0.0.1' };

test('when every check answers, then it is ready; when one does not, then it is 503 and named', async () => {
  let isUp = true;
  const app = createHealthApp({
    ready: {
      redis: async () => 'PONG',
      database: async () => {
        if (!isUp) throw new Error('away');
      },
    },
    watched: { store: () => Promise.reject(new Error('away')) },
  });
  const server = await listen(app, local);
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${server.port}${path}`);
    return [response.status, await response.json()];
  };
  expect(await get('/healthz')).toEqual([200, { status: 'ok' }]);
  const checks = { redis: 'ok', database: 'ok', store: 'unavailable' };
  expect(await get('/readyz')).toEqual([200, { status: 'ok', checks }]);
  isUp = false;
  expect(await get('/readyz')).toEqual([
    503,
    { status: 'unavailable', checks: { ...checks, database: 'unavailable' } },
  ]);
  await server.close();
});

test('when a check hangs, then the answer comes after two seconds', async () => {
  const app = createHealthApp({ ready: { redis: () => new Promise(() => undefined) } });
  const server = await listen(app, local);
  const start = performance.now();
  const response = await fetch(`http://127.0.0.1:${server.port}/readyz`);
  expect(response.status).toBe(503);
  expect(performance.now() - start).toBeLessThan(3000);
  await server.close();
});

test('when metrics are asked for, then they come in the text format of Prometheus', async () => {
  const metrics = createMetrics('test');
  metrics.counter('frames_total', 'Frames', ['result']).inc({ result: 'new' });
  metrics.gauge('waiting', 'Waiting', [], async (gauge) => gauge.set(7));
  metrics.gauge('broken', 'Cannot be read', [], () => Promise.reject(new Error('away')));
  const server = await listen(createHealthApp({ ready: {}, metrics }), local);
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  const text = await response.text();
  expect(response.headers.get('content-type')).toContain('text/plain');
  expect(text).toContain('hadir_frames_total{result="new",service="test"} 1');
  expect(text).toContain('hadir_waiting{service="test"} 7');
  expect(text).toContain('hadir_process_cpu_seconds_total');
  await server.close();
});

test('when a server is closed, then a request under way is answered and idle connections are hung up', async () => {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let arrived = (): void => undefined;
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await listen(async (_request, response) => {
    arrived();
    await held;
    response.end('done');
  }, local);
  const idle = connect(server.port, '127.0.0.1');
  const idleClosed = new Promise((resolve) => idle.on('close', resolve));
  idle.resume();
  const under = fetch(`http://127.0.0.1:${server.port}/`);
  await arrival;
  const closed = server.close();
  release();
  expect(await (await under).text()).toBe('done');
  await Promise.all([closed, idleClosed]);
  await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
});

test('when a request does not end, then close hangs up after its time', async () => {
  let arrived = (): void => undefined;
  const arrival = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const server = await listen(() => arrived(), local);
  const under = fetch(`http://127.0.0.1:${server.port}/`);
  under.catch(() => undefined);
  await arrival;
  const start = performance.now();
  await server.close(100);
  expect(performance.now() - start).toBeLessThan(2000);
  await expect(under).rejects.toThrow();
});

test('when the port is taken, then listen rejects with the system’s code', async () => {
  const server = await listen(() => undefined, local);
  const taken = { ...local, port: server.port };
  await expect(listen(() => undefined, taken)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await server.close();
});
