import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSafeFetch, privateTargetsEnv } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { downloadPhoto } from './download-photo.ts';

const JPEG = Buffer.from('ffd8ffe000104a464946', 'hex');
const asked = new Map<string, number>();
let host: string;

const answers: Readonly<Record<string, (res: ServerResponse, times: number, req: IncomingMessage) => void>> =
  {
    '/good.jpg': (res) => res.end(JPEG),
    '/gone.jpg': (res) => res.writeHead(404).end('no'),
    '/forbidden.jpg': (res) => res.writeHead(403).end('no'),
    '/page.jpg': (res) => res.end('<html>log in</html>'),
    '/large.jpg': (res) => res.end(Buffer.concat([JPEG, Buffer.alloc(9 * 1024 * 1024)])),
    '/busy.jpg': (res, times) =>
      times < 3 ? res.writeHead(503, { 'retry-after': '0' }).end() : res.end(JPEG),
    '/broken.jpg': (res) => res.writeHead(500).end(),
    '/moved.jpg': (res) => res.writeHead(302, { location: '/good.jpg' }).end(),
    '/away.jpg': (res) => res.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    '/inside.jpg': (res) => res.writeHead(302, { location: `http://127.0.0.2:1/x.jpg` }).end(),
    '/loop.jpg': (res) => res.writeHead(302, { location: '/loop.jpg' }).end(),
    '/cut.jpg': (res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write(JPEG, () => res.destroy());
    },
  };

const server = createServer((req, res) => {
  const path = req.url ?? '';
  asked.set(path, (asked.get(path) ?? 0) + 1);
  const answer = answers[path];
  if (answer) answer(res, asked.get(path) ?? 0, req);
  else res.writeHead(404).end();
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const local = createSafeFetch(privateTargetsEnv.parse('127.0.0.1'));
const load = (path: string, hosts = [host, '127.0.0.2:1', '169.254.169.254'], fetch = local) =>
  downloadPhoto(fetch, `http://${host}${path}`, { hosts, firstWaitMs: 1 });

test.each([
  ['/good.jpg', 1],
  ['/moved.jpg', 1],
  ['/busy.jpg', 3],
])('when %s is asked for, then it comes after %i requests', async (path, times) => {
  expect(await load(path)).toEqual({ bytes: JPEG });
  expect(asked.get(path)).toBe(times);
});

test.each([
  ['/gone.jpg', 'not-found', 1],
  ['/forbidden.jpg', 'http-403', 1],
  ['/page.jpg', 'not-an-image', 1],
  ['/large.jpg', 'too-large', 1],
  ['/broken.jpg', 'http-500', 4],
  ['/away.jpg', 'private-address', 1],
  ['/inside.jpg', 'private-address', 1],
  ['/loop.jpg', 'too-many-redirects', 4],
  ['/cut.jpg', 'unreachable', 4],
])('when %s is asked for, then it is %s after %i requests', async (path, state, times) => {
  expect(await load(path)).toEqual({ state });
  expect(asked.get(path)).toBe(times);
});

test('when a host is not allowed, or one that it leads to, then nothing is asked of it', async () => {
  expect(await load('/good.jpg', ['photos.kampus.id'])).toEqual({ state: 'host-not-allowed' });
  expect(await load('/away.jpg', [host])).toEqual({ state: 'host-not-allowed' });
  expect(await load('/moved.jpg', [host])).toEqual({ bytes: JPEG });
});

test('when an address is private and not allowed, then it is refused', async () => {
  expect(await load('/good.jpg', [host], createSafeFetch())).toEqual({ state: 'private-address' });
});

test.each(['file:///etc/passwd', 'photo.jpg', ''])(
  'when %s stands for a photo, then it is no address',
  async (url) => {
    expect(await downloadPhoto(local, url, { hosts: [host] })).toEqual({ state: 'not-a-url' });
  },
);
