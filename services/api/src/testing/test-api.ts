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
  type Redis,
  redisReady,
} from '@hadir/platform';
import { createAnnounce } from '../announce.ts';
import { type AppDeps, createApp } from '../app.ts';
import { createLinks, LINK_PURPOSE } from '../links/sign-link.ts';
import { createLiveParts } from '../live/create-live.ts';
import type { Mailer } from '../mail/send-mail.ts';
import type { Outlets } from '../notifications/outlets/outlet.ts';
import { createPrivacyParts } from '../privacy/privacy-parts.ts';
import { createSignInParts, type SignInEnv } from '../sign-in/sign-in-parts.ts';
import { type Ask, asker } from './ask.ts';

export type TestApi = Awaited<ReturnType<typeof startTestApi>>;

const SIGN_IN: SignInEnv = { SESSION_IDLE_MINUTES: 720, SESSION_LIFETIME_HOURS: 168 };

export type TestApiOptions = {
  /** How users sign in, where it matters. */
  readonly signIn?: Partial<SignInEnv>;
  readonly timeZone?: string;
  /** How mail leaves; none without. */
  readonly mailer?: Mailer;
  /** How notifications leave. */
  readonly outlets?: Outlets;
  /** Addresses that lead to the real servers, for tests that cut them off. */
  readonly through?: (urls: {
    redis: string;
    database: string;
  }) => Promise<{ redis: string; database: string }>;
};

/** The api on a free port, with a schema, a queue and an object store of its own, and a key of each role. */
export async function startTestApi(options: TestApiOptions = {}) {
  const { timeZone = 'Asia/Jakarta', through, signIn, outlets, mailer } = options;
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
  const queues = createQueues(redis, enrolJob);
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
    ...createPrivacyParts(redis, generateSecretKey('test')),
    ...live.parts,
    signIn: createSignInParts({ redis, log }, { ...SIGN_IN, ...signIn }),
    timeZone,
    outlets,
    mailer,
    trustProxyHops: 1,
  };
  const server = await serve(deps);
  const keys = await createKeys(database);
  return {
    url: server.url,
    databaseUrl: schema.url,
    ...deps,
    objectsRoot,
    enrolJob,
    keys,
    ask: asker(server.url, keys) as Ask,
    /** Another process of the same site, as far as one process can be two: it shares the servers and no memory. */
    startAnother: (other: Partial<SignInEnv> = {}) => startAnother(deps, keys, { urls, signIn: other }),
    close: async () => {
      await live.liveHub.close();
      await server.close();
      await Promise.all(Object.values(queues).map((queue) => queue.close()));
      await closeRedis(redis);
      await database.close();
      await rm(objectsRoot, { recursive: true });
      await schema.drop();
    },
  };
}

async function serve(deps: Omit<AppDeps, 'metrics' | 'announce'>) {
  const announce = createAnnounce(deps.redis, deps.log);
  const app = createApp({ ...deps, metrics: createMetrics('api'), announce });
  const server = await listen(app, { port: 0, host: '127.0.0.1' });
  return { url: `http://127.0.0.1:${server.port}`, close: () => server.close(500) };
}

async function startAnother(
  deps: Omit<AppDeps, 'metrics' | 'announce'>,
  keys: Readonly<Record<string, string>>,
  { urls, signIn }: { readonly urls: { readonly redis: string }; readonly signIn: Partial<SignInEnv> },
) {
  const { log } = deps;
  const redis = createRedis(urls.redis, { role: 'producer', log });
  await redisReady(redis);
  const parts = createSignInParts({ redis, log }, { ...SIGN_IN, ...signIn });
  const server = await serve({ ...deps, redis, signIn: parts });
  const close = async () => {
    await server.close();
    await closeRedis(redis);
  };
  return { url: server.url, ask: asker(server.url, keys) as Ask, close };
}

function createQueues(redis: Redis, enrolJob: typeof jobs.enrolPerson) {
  return {
    enrolQueue: createQueue(enrolJob, redis),
    learnQueue: createQueue(ownJob(jobs.learnCorrection), redis),
    sweepQueue: createQueue(ownJob(jobs.sweepErased), redis),
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
