import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startFauxqs } from 'fauxqs';
import { afterAll, expect, test } from 'vitest';
import { describeObjectStore } from './object-store.contract.ts';
import { createObjectStore } from './object-store.ts';
import { createS3Store } from './object-store-s3.ts';

process.env.AWS_ACCESS_KEY_ID ??= 'test';
process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
const cleanUps: (() => unknown)[] = [];
afterAll(() => Promise.all(cleanUps.map((cleanUp) => cleanUp())));

describeObjectStore('an S3 bucket', () => openBucket('/tenant/one', ''));
describeObjectStore('an S3 bucket without default checksums', () =>
  openBucket('', '&checksums=when-required'),
);

async function openBucket(path: string, query: string) {
  const server = await startFauxqs({ port: 0, logger: false });
  server.createBucket('photos');
  const endpoint = encodeURIComponent(`http://127.0.0.1:${server.port}`);
  const store = createObjectStore(`s3://photos${path}?endpoint=${endpoint}&forcePathStyle=true${query}`);
  return {
    store,
    close: async () => {
      await store.close();
      await server.stop();
    },
  };
}

function storeAt(port: number) {
  const store = createS3Store({
    bucket: 'photos',
    prefix: '',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    checksums: 'WHEN_REQUIRED',
    attempts: 2,
    connectionTimeoutMs: 300,
    requestTimeoutMs: 300,
  });
  cleanUps.push(() => store.close());
  return store;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const unavailable = { name: 'DependencyUnavailable', dependency: 'object-store' };

test('when the bucket is missing, then preparing makes it', async () => {
  const server = await startFauxqs({ port: 0, logger: false });
  cleanUps.push(() => server.stop());
  const store = storeAt(server.port);
  await expect(store.put('a/b', Buffer.from('x'), { contentType: 'text/plain' })).rejects.toMatchObject(
    unavailable,
  );
  await store.prepare();
  await store.put('a/b', Buffer.from('x'), { contentType: 'text/plain' });
  expect((await store.get('a/b')).toString()).toBe('x');
});

test('when nothing listens, then the store is unavailable', async () => {
  const server = createServer();
  const port = await listening(server);
  server.close();
  await expect(storeAt(port).get('a')).rejects.toMatchObject(unavailable);
});

test('when the server never answers, then the store is unavailable after its time-outs', async () => {
  const store = storeAt(await listening(createServer(() => undefined)));
  const startedAt = Date.now();
  await expect(store.get('a')).rejects.toMatchObject(unavailable);
  expect(Date.now() - startedAt).toBeLessThan(5_000);
});

test('when the server stops in the middle of an object, then the store is unavailable', async () => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('half');
  });
  await expect(storeAt(await listening(server)).get('a')).rejects.toMatchObject(unavailable);
});

test('when the server fails, then a call is tried no more often than allowed', async () => {
  let calls = 0;
  const server = createServer((_request, response) => {
    calls += 1;
    response.writeHead(500).end();
  });
  await expect(storeAt(await listening(server)).get('a')).rejects.toMatchObject(unavailable);
  expect(calls).toBe(2);
});

test('when the bucket is missing, then the store is unavailable and no object is called missing', async () => {
  const server = await startFauxqs({ port: 0, logger: false });
  cleanUps.push(() => server.stop());
  await expect(storeAt(server.port).get('a')).rejects.toMatchObject(unavailable);
});
