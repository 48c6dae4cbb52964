import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Database, migrate, openDatabase } from '@hadir/db';
import { type ApiClient, createApiClient, hashOfApiKey, newApiKey } from '@hadir/demo';
import { freePort, type LocalServer, startMariaDb, startRedis, startService } from '@hadir/local-stack';
import { generateSecretKey } from '@hadir/platform';

/** Everything on this machine, each part a process that a test can stop, kill and start again. */
export type System = {
  readonly redis: LocalServer;
  readonly mariaDb: LocalServer;
  readonly ingest: LocalServer;
  readonly api: LocalServer;
  readonly matchers: readonly LocalServer[];
  /** As an administrator. */
  readonly client: ApiClient;
  readonly database: Database;
  readonly adminKey: string;
  /** What every service is started with: for commands that work on the same servers. */
  readonly env: Readonly<Record<string, string>>;
  /** One more; it stops with the others. */
  addMatcher(): Promise<LocalServer>;
  addApi(): Promise<LocalServer>;
  stop(): Promise<void>;
};

export type SystemOptions = {
  readonly matchers?: number;
  /** Added to the environment of every service. */
  readonly env?: Readonly<Record<string, string>>;
};

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Servers of its own, not the test run's, because these are going to be stopped and killed. */
export async function startSystem({ matchers = 1, env = {} }: SystemOptions = {}): Promise<System> {
  const dir = await mkdtemp(join(tmpdir(), 'hadir-system-'));
  const [redis, mariaDb] = await Promise.all([
    startRedis({ dir: join(dir, 'redis') }),
    startMariaDb({ dir: join(dir, 'mariadb'), durable: false }),
  ]);
  await migrate(mariaDb.url);
  const database = await openDatabase({ url: mariaDb.url, poolSize: 2 });
  const adminKey = newApiKey();
  await database.apiKeys.create({ name: 'tests', role: 'admin', hash: hashOfApiKey(adminKey) });
  const everyEnv = { ...serviceEnv(dir, redis, mariaDb), ...env };
  const start = serviceStarter(dir, everyEnv);
  const [ingest, api, ...matcherServers] = await Promise.all([
    start('ingest', 'ingest'),
    start('api', 'api'),
    ...Array.from({ length: matchers }, (_, number) => start('matcher', `matcher-${number + 1}`)),
  ]);
  const services = [ingest, api, ...matcherServers];
  const add = async (service: 'api' | 'matcher'): Promise<LocalServer> => {
    const server = await start(service, `${service}-${services.length}`);
    services.push(server);
    return server;
  };
  return {
    redis,
    mariaDb,
    ingest,
    api,
    matchers: matcherServers,
    client: createApiClient(api.url, adminKey),
    database,
    adminKey,
    env: everyEnv,
    addMatcher: () => add('matcher'),
    addApi: () => add('api'),
    async stop() {
      await Promise.all(services.map((service) => service.stop()));
      await database.close();
      await Promise.all([redis.stop(), mariaDb.stop()]);
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function serviceEnv(dir: string, redis: LocalServer, mariaDb: LocalServer): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    NODE_ENV: 'production',
    LOG_LEVEL: 'info',
    REDIS_URL: redis.url,
    DATABASE_URL: mariaDb.url,
    OBJECT_STORE_URL: pathToFileURL(join(dir, 'objects')).href,
    DEVICE_KEY_SECRET: generateSecretKey('tests'),
    API_SECRET: generateSecretKey('tests'),
    TEMPLATE_KEY_SECRET: generateSecretKey('tests'),
    MATCHER_CONCURRENCY: '1',
    // A frame at a time is enough for a mark, unless a test is about confirmation.
    CONFIRM_SIGHTINGS: '1',
    SHUTDOWN_TIMEOUT_MS: '8000',
  };
}

function serviceStarter(dir: string, env: NodeJS.ProcessEnv) {
  return async (service: 'ingest' | 'api' | 'matcher', name: string): Promise<LocalServer> =>
    startService({
      name,
      entry: join(root, 'services', service, 'dist/main.js'),
      env,
      port: await freePort(),
      logFile: join(dir, `${name}.log`),
      stopTimeoutMs: 9000,
    });
}
