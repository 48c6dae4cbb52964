import { createTestDatabase, waitFor } from '@hadir/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DatabaseUnavailable } from '../errors.ts';
import { startTlsServer, type TlsServer } from '../testing/tls-server.ts';
import { createLazySource } from './lazy-source.ts';
import { connectionSettings, type DatabaseOptions } from './options.ts';

let server: TlsServer;
beforeAll(async () => {
  server = await startTlsServer();
  await waitFor('the server', () => protocol(server).catch(() => false as const), { timeoutMs: 20_000 });
});
afterAll(() => server.stop());

/** Connects anew and answers how. */
async function protocol({ url, caFile }: DatabaseOptions, before?: string): Promise<string> {
  const source = createLazySource(connectionSettings({ url, caFile }));
  try {
    const connected = await source.connect();
    if (before) await connected.query(before);
    const [row] = await connected.query("SHOW STATUS LIKE 'Ssl_version'");
    return row.Value;
  } finally {
    await source.close();
  }
}

const failure = (options: DatabaseOptions): Promise<unknown> =>
  protocol(options).catch((error: unknown) => error);

test('when the CA file holds the server’s authority, then the connection is TLS 1.2 or newer', async () => {
  expect(await protocol(server)).toMatch(/^TLSv1\.[23]$/);
});

test('when another authority signed the certificate, then there is no connection', async () => {
  const error = await failure({ url: server.url, caFile: server.otherCaFile });
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(String(error)).toMatch(/certificate/);
});

test('when the server offers no TLS that is trusted, then the connection does not fall back to plain text', async () => {
  const plain = await createTestDatabase();
  const url = plain.url.replace('127.0.0.1', 'localhost');
  expect(await failure({ url, caFile: server.caFile })).toBeInstanceOf(DatabaseUnavailable);
  expect(await protocol({ url: plain.url })).toBe('');
  await plain.drop();
});

test('when no CA file is given and the user must come over TLS, then there is no connection', async () => {
  expect(await failure({ url: server.url })).toBeInstanceOf(DatabaseUnavailable);
});

test('when the certificate is for another host name, then there is no connection', async () => {
  await server.replaceCertificate('db.example');
  await protocol(server, 'FLUSH SSL');
  const error = await failure(server);
  expect(error).toBeInstanceOf(DatabaseUnavailable);
  expect(String(error)).toMatch(/does not match certificate/);
});
