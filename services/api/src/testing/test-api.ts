import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { jobs } from '@hadir/contracts';
import { type Database, type Role as KeyRole, migrate, openDatabase, ROLES } from '@hadir/db';
import { createTestDatabase, testRedisUrl } from '@hadir/local-stack/testing';
import {
  closeRedis,
  createLog,
  createMetrics,
  createObjectStore,
  createQueue,
  createRedis,
  createSecretBox,
  createSigner,
  generateSecretKey,
  listen,
  redisReady,
} from '@hadir/platform';
import { createAnnounce } from '../announce.ts';
import { createApp } from '../app.ts';
import { CHECK_IN_PURPOSE, createCheckInCodes } from '../check-in/check-in-code.ts';
import { createLinks, LINK_PURPOSE } from '../links/sign-link.ts';
import { createLiveParts } from '../live/create-live.ts';
import { createSignInParts } from '../sign-in/sign-in-parts.ts';
import { type Ask, asker } from './ask.ts';

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

export type TestApiOptions = {
  readonly timeZone?: string;
  /** Addresses that lead to the real servers, for tests that cut them off. */
  readonly through?: (urls: {
    redis: string;
    database: string;
  }) => Promise<{ redis: string; database: string }>;
};

/** The api on a free port, with a schema, a queue and an object store of its own, and a key of each role. */
export async function startTestApi({ timeZone = 'Asia/Jakarta', through }: TestApiOptions = {}) {
  const schema = await createTestDatabase();
  await migrate(schema.url);
  const direct = { redis: testRedisUrl(), database: schema.url };
  const urls = through ? await through(direct) : direct;
  const log = createLog({ service: 'api', level: 'error' });
  const redis = createRedis(urls.redis, { role: 'producer', log });
  await redisReady(redis);
  const database = await openDatabase({ url: urls.database, poolSize: 4, connectTimeoutMs: 1000 });
  const objectsRoot = await mkdtemp(join(tmpdir(), 'hadir-api-'));
  const objects = createObjectStore(pathToFileURL(objectsRoot).href);
  const enrolJob = ownJob(jobs.enrolPerson);
  const queues = {
    enrolQueue: createQueue(enrolJob, redis),
    learnQueue: createQueue(ownJob(jobs.learnCorrection), redis),
    sweepQueue: createQueue(ownJob(jobs.sweepErased), redis),
  };
  const live = createLiveParts(redis, log);
  const deviceKeys = createSecretBox(generateSecretKey('test'));
  const deps = {
    database,
    objects,
    redis,
    log,
    ...queues,
    deviceKeys,
    secrets: createSecretBox(generateSecretKey('test')),
    links: createLinks(createSigner(generateSecretKey('test'), LINK_PURPOSE)),
    checkInCodes: createCheckInCodes(createSigner(generateSecretKey('test'), CHECK_IN_PURPOSE)),
    ...live.parts,
    signIn: createSignInParts(redis, { SESSION_IDLE_MINUTES: 720, SESSION_LIFETIME_HOURS: 168 }),
    timeZone,
    trustProxyHops: 1,
  };
  const app = createApp({ ...deps, metrics: createMetrics('api'), announce: createAnnounce(redis, log) });
  const server = await listen(app, { port: 0, host: '127.0.0.1' });
  const keys = await createKeys(database);
  const url = `http://127.0.0.1:${server.port}`;
  return {
    url,
    databaseUrl: schema.url,
    ...deps,
    objectsRoot,
    enrolJob,
    keys,
    ask: asker(url, keys) as Ask,
    close: async () => {
      await live.liveHub.close();
      await server.close(500);
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      await closeRedis(redis);
      await database.close();
      await rm(objectsRoot, { recursive: true });
      await schema.drop();
    },
  };
}

/** The job under a queue of this test's own. */
function ownJob<Job extends { readonly queue: string }>(job: Job): Job {
  return { ...job, queue: `${job.queue}-${randomBytes(6).toString('hex')}` };
}

async function createKeys(database: Database): Promise<Readonly<Record<KeyRole, string>>> {
  const made = ROLES.map(async (role) => [role, await createApiKey(database, role)] as const);
  return Object.fromEntries(await Promise.all(made)) as Record<KeyRole, string>;
}

export async function createApiKey(database: Database, role: KeyRole): Promise<string> {
  const key = `hak_${randomBytes(32).toString('base64url')}`;
  await database.apiKeys.create({ name: `test ${role}`, role, hash: sha256(key) });
  return key;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
