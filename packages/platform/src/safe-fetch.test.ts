import type { lookup as resolve } from 'node:dns';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { createSafeFetch } from './safe-fetch.ts';
import { type PrivateTargets, privateTargetsEnv } from './target-address.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(answer: RequestListener) {
  let requests = 0;
  const server = createServer((req, res) => {
    requests += 1;
    answer(req, res);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { port: (server.address() as AddressInfo).port, requests: () => requests };
}

const allowed: PrivateTargets = { all: true, ranges: [] };
const limits = { timeoutMs: 2000, maxBytes: 1000 };

/** Names that resolve as told, one answer for each look-up. */
function names(...answers: string[][]): typeof resolve {
  return ((_host: string, _options: unknown, done: (error: null, all: unknown) => void) => {
    const addresses = answers.length > 1 ? answers.shift() : answers[0];
    done(
      null,
      (addresses ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as never;
}

test('when a server answers, then status, headers and body come back', async () => {
  const { port } = await serve((req, res) => {
    res.setHeader('X-Seen', `${req.method} ${req.headers['x-a']} ${req.headers['content-length']}`);
    req.pipe(res.writeHead(201));
  });
  const fetch = createSafeFetch(allowed);
  const request = { ...limits, method: 'POST', headers: { 'x-a': 'b' }, body: 'hé' } as const;
  const answer = await fetch(`http://127.0.0.1:${port}/`, request);
  expect(answer).toMatchObject({ status: 201, headers: { 'x-seen': 'POST b 3' } });
  expect(answer.body.toString()).toBe('hé');
});

test.each([
  'http://127.0.0.1:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f.1:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://localhost:PORT/',
])('when %s leads here, then no connection is made', async (url) => {
  const { port, requests } = await serve((_req, res) => res.end());
  const failure = await createSafeFetch()(url.replace('PORT', String(port)), limits).catch((error) => error);
  expect(failure).toMatchObject({ name: 'SafeFetchError', failure: 'refused-target' });
  expect(requests()).toBe(0);
});

test.each(['file:///etc/passwd', 'ftp://example.org/', 'nonsense', ''])(
  'when the address is %j, then it is refused',
  async (url) => {
    await expect(createSafeFetch(allowed)(url, limits)).rejects.toMatchObject({ failure: 'refused-target' });
  },
);

test('when one of several addresses is private, then the name is refused', async () => {
  const fetch = createSafeFetch(undefined, names(['93.184.216.34', '10.0.0.7']));
  await expect(fetch('http://two.example/', limits)).rejects.toMatchObject({ failure: 'refused-target' });
});

test('when a name resolves elsewhere the next time, then the address that was checked is used', async () => {
  const { port, requests } = await serve((_req, res) => res.end('ok'));
  const only = z.object({ it: privateTargetsEnv }).parse({ it: '127.0.0.1' }).it;
  const fetch = createSafeFetch(only, names(['127.0.0.1'], ['127.0.0.2']));
  expect((await fetch(`http://rebound.example:${port}/`, limits)).status).toBe(200);
  await expect(fetch(`http://rebound.example:${port}/`, limits)).rejects.toMatchObject({
    failure: 'refused-target',
  });
  expect(requests()).toBe(1);
});

test('when the answer is a redirect, then nobody follows it', async () => {
  const inner = await serve((_req, res) => res.end('secret'));
  const { port } = await serve((_req, res) =>
    res.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end(),
  );
  expect((await createSafeFetch(allowed)(`http://127.0.0.1:${port}/`, limits)).status).toBe(302);
  expect(inner.requests()).toBe(0);
});

test('when the answer is too large or never ends, then it is given up', async () => {
  const { port } = await serve((req, res) => {
    if (req.url === '/large') res.end(Buffer.alloc(1001));
    else res.write('begun');
  });
  const fetch = createSafeFetch(allowed);
  const url = `http://127.0.0.1:${port}`;
  await expect(fetch(`${url}/large`, limits)).rejects.toMatchObject({ failure: 'too-large' });
  const cut = await fetch(`${url}/large`, { ...limits, whenLarger: 'cut' });
  expect([cut.status, cut.body.length]).toEqual([200, 1000]);
  await expect(fetch(`${url}/slow`, { ...limits, timeoutMs: 100 })).rejects.toMatchObject({
    failure: 'timeout',
  });
  const giveUp = AbortSignal.timeout(50);
  await expect(fetch(`${url}/slow`, { ...limits, signal: giveUp })).rejects.toMatchObject({
    failure: 'aborted',
  });
});

test('when nobody listens or the connection breaks off, then it is unreachable, and the path is not told', async () => {
  const { port } = await serve((req) => req.socket.destroy());
  const fetch = createSafeFetch(allowed);
  const failure = await fetch(`http://127.0.0.1:${port}/bot123:token/x`, limits).catch((error) => error);
  expect(failure).toMatchObject({ failure: 'unreachable' });
  expect(failure.message).not.toContain('token');
  await expect(fetch('http://127.0.0.1:9/', limits)).rejects.toMatchObject({ failure: 'unreachable' });
});
