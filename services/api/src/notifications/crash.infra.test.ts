import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { freePort, type LocalServer, startRedis, startService } from '@hadir/local-stack';
import { sql, waitFor } from '@hadir/local-stack/testing';
import { generateSecretKey } from '@hadir/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { asker } from '../testing/ask.ts';
import { addChannel, addClass, markAs } from '../testing/notify-scene.ts';
import { type Received, startReceiver } from '../testing/outlet-servers.ts';
import { startTestApi, type TestApi } from '../testing/test-api.ts';

const ENTRY = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
const seen = { timeoutMs: 60_000 };

/** Its database is that of the processes; it serves this test's own requests, and sends nothing. */
let api: TestApi;
let redis: LocalServer;
let dir: string;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let services: LocalServer[] = [];
/** How many requests are left without an answer, as by a receiver that hangs. */
let unanswered = 0;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-notify-'));
  redis = await startRedis({ dir: join(dir, 'redis') });
  receiver = await startReceiver(() => {
    unanswered -= 1;
    return unanswered >= 0 ? new Promise(() => undefined) : { status: 204 };
  });
  api = await startTestApi();
  const env = {
    PATH: process.env.PATH ?? '',
    REDIS_URL: redis.url,
    DATABASE_URL: api.databaseUrl,
    OBJECT_STORE_URL: pathToFileURL(join(dir, 'objects')).href,
    DEVICE_KEY_SECRET: generateSecretKey('d1'),
    API_SECRET: generateSecretKey('a1'),
    ALLOW_PRIVATE_TARGETS: '127.0.0.0/8',
  };
  const start = async (name: string): Promise<LocalServer> =>
    startService({ name, entry: ENTRY, env, port: await freePort(), logFile: join(dir, `${name}.log`) });
  services = [await start('api-1'), await start('api-2')];
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await receiver.close();
  await api.close();
  await redis.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A class with a webhook that wants every mark; asked of a process that can open what it sealed. */
async function watchedClass(size: number) {
  receiver.received.length = 0;
  const ask = asker(services[0]?.url ?? '', api.keys);
  const room = await addClass(ask, size);
  const channel = { kind: 'webhook', url: receiver.url };
  const { id } = await addChannel(ask, channel, ['marked'], { scope: { courseId: room.courseId } });
  return { ...room, channelId: id };
}

const studentsOf = (requests: readonly Received[]): string[] =>
  requests.map(({ body }) => String(body.data.studentId));
const distinct = (ids: readonly string[]): string[] => [...new Set(ids)].toSorted();

/** Repeats carry the id of the first. */
function expectOneIdEach(requests: readonly Received[]): void {
  const ids = new Map<string, Set<string>>();
  for (const { headers, body } of requests) {
    const known = ids.get(body.data.studentId) ?? new Set();
    ids.set(body.data.studentId, known.add(headers['webhook-id'] ?? ''));
  }
  expect([...ids.values()].filter(({ size }) => size !== 1)).toEqual([]);
}

/** What a killed process had taken is due when its lease has ended: two minutes, brought forward. */
const endLeases = (): Promise<string> =>
  sql(api.databaseUrl, 'UPDATE notification_deliveries SET leased_until = NOW(3) WHERE lease IS NOT NULL');

test('when two processes run, then each mark is told of once', { timeout: 180_000 }, async () => {
  const { sessionId, studentIds } = await watchedClass(25);
  for (const id of studentIds) await markAs(api, sessionId, [id]);
  await waitFor('all marks', () => distinct(studentsOf(receiver.received)).length === 25, seen);
  const sent = "SELECT COUNT(*) FROM notification_deliveries WHERE status = 'sent'";
  await waitFor('all noted', async () => (await sql(api.databaseUrl, sent)) === '25', seen);
  expect(studentsOf(receiver.received).toSorted()).toEqual(studentIds.toSorted());
});

test('when a process is killed while it sends, then another sends it again with the same id', {
  timeout: 180_000,
}, async () => {
  const { sessionId, studentIds } = await watchedClass(1);
  unanswered = 1;
  await markAs(api, sessionId, studentIds);
  await waitFor('the first attempt', () => receiver.received.length === 1, seen);
  await Promise.all(services.map((service) => service.kill()));
  const [lost] = await api.database.notificationDeliveries.list().then(({ items }) => items);
  expect(lost).toMatchObject({ status: 'waiting', lease: expect.any(String) });
  await endLeases();
  await services[1]?.start();
  await waitFor('the second attempt', () => receiver.received.length === 2, seen);
  expectOneIdEach(receiver.received);
  await services[0]?.start();
});

test('when nobody runs while students are marked, then they are told of afterwards', {
  timeout: 180_000,
}, async () => {
  const { sessionId, studentIds } = await watchedClass(5);
  await Promise.all(services.map((service) => service.kill()));
  await markAs(api, sessionId, studentIds);
  expect(receiver.received).toEqual([]);
  await Promise.all(services.map((service) => service.start()));
  await waitFor('all marks', () => distinct(studentsOf(receiver.received)).length === 5, seen);
  expect(studentsOf(receiver.received)).toHaveLength(5);
});

test('when a process is killed in the middle of many marks, then none is lost and repeats carry the same id', {
  timeout: 240_000,
}, async () => {
  const { sessionId, studentIds } = await watchedClass(30);
  const [victim] = services;
  for (const [at, id] of studentIds.entries()) {
    await markAs(api, sessionId, [id]);
    if (at === 10) await waitFor('some to be on their way', () => receiver.received.length > 2, seen);
    if (at === 12) await victim?.kill();
    if (at === 20) await victim?.start();
  }
  await waitFor(
    'all marks',
    async () => {
      await endLeases();
      return distinct(studentsOf(receiver.received)).length === 30;
    },
    { timeoutMs: 120_000, everyMs: 3000 },
  );
  expect(distinct(studentsOf(receiver.received))).toEqual(studentIds.toSorted());
  expectOneIdEach(receiver.received);
});
