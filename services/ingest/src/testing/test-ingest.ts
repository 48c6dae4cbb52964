import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { FRAMES_PATH, jobs } from '@hadir/contracts';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { startRedis } from '@hadir/local-stack';
import { createTestDatabase } from '@hadir/local-stack/testing';
import {
  closeRedis,
  createDeadLetters,
  createFrameStore,
  createLog,
  createOutcomes,
  createQueue,
  createRedis,
  createSecretBox,
  generateSecretKey,
  publishDeviceChanged,
  type Redis,
  redisReady,
} from '@hadir/platform';
import { type IngestEnv, readEnv } from '../env.ts';
import { startIngest } from '../start.ts';
import { createWire, type Wire } from './wire.ts';

export type AddedDevice = { readonly id: string; readonly key: Buffer };

const quietLog = createLog({
  service: 'test',
  level: 'error',
  stream: new Writable({ write: (_chunk, _encoding, done) => done() }),
});

/** Ingest as it runs, with a Redis of its own and a schema of its own, each at the end of a wire that can be cut. */
export type TestIngest = Awaited<ReturnType<typeof startTestIngest>>;

export async function startTestIngest(overrides: Record<string, string> = {}) {
  const world = await startWorld();
  const deviceKeys = generateSecretKey('test');
  const env = readEnv({
    REDIS_URL: world.redisWire.url,
    DATABASE_URL: world.databaseWire.url,
    DEVICE_KEY_SECRET: deviceKeys,
    HOST: '127.0.0.1',
    PORT: '0',
    ...overrides,
  });
  const ingest = await run(env);
  const box = createSecretBox(deviceKeys);
  return {
    ...world,
    ...ingest,
    url: `http://127.0.0.1:${ingest.port}${FRAMES_PATH}`,
    queue: createQueue(jobs.identifyFrame, world.redis),
    deadLetters: createDeadLetters(world.redis, jobs.identifyFrame),
    frameStore: createFrameStore(world.redis),
    outcomes: createOutcomes(world.redis),
    async addDevice({ roomId = null as string | null, authMode = 'signed' as 'signed' | 'bearer' } = {}) {
      const device = { id: `cam-${randomBytes(6).toString('hex')}`, key: randomBytes(32) };
      const keyCiphertext = box.seal(device.key, `device:${device.id}`);
      await world.database.devices.create({ id: device.id, name: 'Test', roomId, authMode, keyCiphertext });
      return device satisfies AddedDevice;
    },
    async rotateKey(id: string): Promise<AddedDevice> {
      const renewed = { id, key: randomBytes(32) };
      await world.database.devices.rotateKey(id, box.seal(renewed.key, `device:${id}`));
      await publishDeviceChanged(world.redis, { deviceId: id });
      return renewed;
    },
    changed: (deviceId: string) => publishDeviceChanged(world.redis, { deviceId }),
    /** Another process on the same Redis and database. */
    startAnother: (more: Record<string, string> = {}) => run({ ...env, ...readMore(env, more) }),
    async stop() {
      await ingest.close();
      await world.stop();
    },
  };
}

function readMore(env: IngestEnv, more: Record<string, string>): IngestEnv {
  const source = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, String(value ?? '')]));
  return readEnv({ ...source, ...more });
}

async function run(env: IngestEnv) {
  const closables: { close(): unknown }[] = [];
  const redis = createRedis(env.REDIS_URL, { role: 'producer', log: quietLog });
  await redisReady(redis);
  const database = await openDatabase({ url: env.DATABASE_URL, poolSize: 4, connectTimeoutMs: 1000 });
  const closing = {
    add<T extends { close(): unknown }>(_name: string, closable: T): T {
      closables.push(closable);
      return closable;
    },
  };
  const { port } = await startIngest({ env, database, redis, log: quietLog }, closing);
  return {
    port,
    async close() {
      for (const closable of closables.reverse()) await closable.close();
      await database.close();
      await closeRedis(redis);
    },
  };
}

type World = {
  readonly redisWire: Wire;
  readonly databaseWire: Wire;
  /** Straight to the servers, whatever the wires do. */
  readonly redis: Redis;
  readonly database: Database;
  stop(): Promise<void>;
};

async function startWorld(): Promise<World> {
  const dir = await mkdtemp(join(tmpdir(), 'hadir-ingest-'));
  const [server, schema] = await Promise.all([startRedis({ dir }), createTestDatabase()]);
  await migrate(schema.url, 'up');
  const redis = createRedis(server.url, { role: 'producer', log: quietLog });
  await redisReady(redis);
  const database = await openDatabase({ url: schema.url, poolSize: 2 });
  const [redisWire, databaseWire] = await Promise.all([createWire(server.url), createWire(schema.url)]);
  return {
    redisWire,
    databaseWire,
    redis,
    database,
    async stop() {
      await Promise.all([redisWire.cut(), databaseWire.cut()]);
      await closeRedis(redis);
      await database.close();
      await server.stop();
      await schema.drop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
