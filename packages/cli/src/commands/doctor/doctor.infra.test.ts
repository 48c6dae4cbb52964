import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrate } from '@hadir/db';
import { type RedisServer, startRedis } from '@hadir/local-stack';
import { createTestDatabase } from '@hadir/local-stack/testing';
import { closeRedis, createLog, createRedis, generateSecretKey, redisReady } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCliProcess } from '../../testing/spawn-cli.ts';

type Check = {
  readonly name: string;
  readonly status: string;
  readonly detail: string;
  readonly fix?: string;
};

let dir: string;
let redis: RedisServer;
let drop: () => Promise<void>;
let env: Record<string, string>;
const notReady = createServer((_, response) => {
  response.writeHead(503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status: 'unavailable', checks: { redis: 'ok', database: 'unavailable' } }));
});

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-cli-doctor-'));
  redis = await startRedis({ dir: join(dir, 'redis') });
  const database = await createTestDatabase();
  drop = database.drop;
  await migrate(database.url);
  await new Promise<void>((resolve) => notReady.listen(0, '127.0.0.1', resolve));
  env = {
    REDIS_URL: redis.url,
    DATABASE_URL: database.url,
    OBJECT_STORE_URL: pathToFileURL(join(dir, 'objects')).href,
    DEVICE_KEY_SECRET: generateSecretKey('d1'),
    TEMPLATE_KEY_SECRET: generateSecretKey('t1'),
  };
});
afterAll(async () => {
  notReady.close();
  await redis.stop();
  await drop();
  await rm(dir, { recursive: true, force: true });
});

async function examine(
  changed: Record<string, string> = {},
): Promise<{ code: number | null; checks: Check[] }> {
  const { code, stdout } = await runCliProcess(['doctor', '--json'], { ...env, ...changed });
  return { code, checks: JSON.parse(stdout).checks };
}

const failing = (checks: readonly Check[]): string[] =>
  checks.filter(({ status }) => status === 'failed').map(({ name }) => name);

test('when everything is there, then every check passes and the exit code is 0', async () => {
  const { code, checks } = await examine();
  expect(failing(checks)).toEqual([]);
  expect(code).toBe(0);
});

test('when nothing is configured, then each check says what to set, and the process ends with 1', async () => {
  const { code, stdout } = await runCliProcess(['doctor']);
  expect(code).toBe(1);
  for (const name of Object.keys(env)) expect(stdout).toContain(`${name} is not set`);
  expect(stdout).toMatch(/→ Set REDIS_URL, .*npm start/);
});

test.each([
  ['Redis is away', { REDIS_URL: 'redis://127.0.0.1:1' }, ['Redis', 'Clock']],
  ['the database is away', { DATABASE_URL: 'mysql://root@127.0.0.1:1/x' }, ['Database', 'Migrations']],
  ['the object store is none', { OBJECT_STORE_URL: 'ftp://x' }, ['Object store']],
  [
    'the object store cannot be written',
    { OBJECT_STORE_URL: 'file:///etc/hostname/hadir' },
    ['Object store'],
  ],
  ['a secret is malformed', { DEVICE_KEY_SECRET: 'd1:short' }, ['Device-key secret']],
  ['the time zone is none', { CAMPUS_TIME_ZONE: 'Jakarta' }, ['Campus time zone']],
  ['the api is away', { HADIR_API_URL: 'http://127.0.0.1:1', HADIR_API_KEY: 'hak_x' }, ['api', 'API key']],
])('when %s, then that check fails with a fix, and the others do not', async (_, changed, expected) => {
  const { code, checks } = await examine(changed);
  expect(code).toBe(1);
  expect(failing(checks)).toEqual(expected);
  for (const check of checks) expect(Boolean(check.fix)).toBe(check.status === 'failed');
});

test('when both secrets hold the same key, then that is told', async () => {
  const { checks } = await examine({ TEMPLATE_KEY_SECRET: env.DEVICE_KEY_SECRET ?? '' });
  expect(failing(checks)).toEqual(['Secrets apart']);
});

test('when a service cannot reach its database, then the finding names it', async () => {
  const { port } = notReady.address() as AddressInfo;
  const { checks } = await examine({ HADIR_API_URL: `http://127.0.0.1:${port}` });
  expect(checks.find(({ name }) => name === 'api')?.detail).toBe('runs, but cannot reach database');
});

test('when the schema is empty, then Migrations fails and names the command', async () => {
  const empty = await createTestDatabase();
  const { checks } = await examine({ DATABASE_URL: empty.url });
  await empty.drop();
  expect(checks.find(({ name }) => name === 'Migrations')).toMatchObject({
    status: 'failed',
    fix: 'Run `hadir db migrate`.',
  });
});

test('when Redis may evict or keeps no append-only file, then that is told', async () => {
  const client = createRedis(redis.url, {
    role: 'producer',
    log: createLog({ service: 'test', level: 'error' }),
  });
  await redisReady(client);
  await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
  const evicting = await examine();
  await client.config('SET', 'maxmemory-policy', 'noeviction');
  await client.config('SET', 'appendonly', 'no');
  const forgetting = await examine();
  await client.config('SET', 'appendonly', 'yes');
  await closeRedis(client);
  const detail = ({ checks }: { checks: Check[] }) => checks.find(({ name }) => name === 'Redis')?.detail;
  expect(detail(evicting)).toContain('allkeys-lru');
  expect(detail(forgetting)).toContain('append-only file is off');
});
