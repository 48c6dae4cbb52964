import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { migrate, openDatabase } from '@hadir/db';
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

const SAME_KEY = generateSecretKey('k1');
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

const redisAway = { REDIS_URL: 'redis://127.0.0.1:1' };
const apiAway = { HADIR_API_URL: 'http://127.0.0.1:1', HADIR_API_KEY: 'hak_x' };

test.each([
  ['Redis and the api are away', { ...redisAway, ...apiAway }, ['Redis', 'api', 'API key', 'Clock']],
  [
    'the database is away and the object store is none',
    { DATABASE_URL: 'mysql://root@127.0.0.1:1/x', OBJECT_STORE_URL: 'ftp://x' },
    ['Database', 'Migrations', 'Object store'],
  ],
  [
    'a secret is malformed, the cascades are elsewhere and the time zone is none',
    { DEVICE_KEY_SECRET: 'd1:short', CASCADE_DIR: '/nowhere', CAMPUS_TIME_ZONE: 'Jakarta' },
    ['Cascades', 'Device-key secret', 'Campus time zone'],
  ],
  [
    'both secrets hold the same key and the object store cannot be written',
    {
      DEVICE_KEY_SECRET: SAME_KEY,
      TEMPLATE_KEY_SECRET: SAME_KEY,
      OBJECT_STORE_URL: 'file:///etc/hostname/x',
    },
    ['Object store', 'Secrets apart'],
  ],
])('when %s, then these checks fail with a fix each, and no other does', async (_, changed, expected) => {
  const { code, checks } = await examine(changed);
  expect(code).toBe(1);
  expect(failing(checks)).toEqual(expected);
  for (const check of checks) expect(Boolean(check.fix)).toBe(check.status === 'failed');
});

test('when people have templates of another model, or signs of life cannot be seen, then that is told with its fix', async () => {
  const schema = await createTestDatabase();
  await migrate(schema.url);
  const database = await openDatabase({ url: schema.url });
  const { id: studentId } = await database.students.create({ number: '1', name: 'Ada' });
  await database.consents.grant({ studentId, grantedBy: 'test', noticeVersion: '1' });
  const photos = [{ objectKey: 'x', sha256: '0'.repeat(64) }];
  const enrolment = await database.enrolments.create({ studentId, photos });
  const template = { engine: 'sift', modelVersion: 'sift-0', keyId: 'k', ciphertext: Buffer.from('x') };
  const accepted = { status: 'accepted', reason: null, measured: null, templates: [template] } as const;
  await database.enrolments.finish(
    enrolment.id,
    enrolment.photos.map(({ id: photoId }) => ({ photoId, ...accepted })),
  );
  await database.siteSettings.change({ version: 0, values: { livenessMode: 'enforce' }, by: 'test' });
  await database.close();
  const cache = join(dir, 'no-models');
  await mkdir(join(cache, 'hadir/models'), { recursive: true });
  const { checks } = await examine({ DATABASE_URL: schema.url, XDG_CACHE_HOME: cache });
  await schema.drop();
  expect(failing(checks)).toEqual(['Templates', 'Signs of life']);
  const fixOf = (wanted: string) => checks.find(({ name }) => name === wanted)?.fix;
  expect(fixOf('Templates')).toContain('hadir reindex');
  expect(fixOf('Signs of life')).toContain('fetch-models');
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
