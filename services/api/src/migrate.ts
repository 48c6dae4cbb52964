import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseUnavailable, migrate } from '@hadir/db';
import {
  createLog,
  createObjectStore,
  DependencyUnavailable,
  databaseEnv,
  type Log,
  objectStoreEnv,
  parseEnv,
  readEnvOrExit,
  serviceEnv,
} from '@hadir/platform';

/** How long a database or store that is still starting is waited for. */
const PATIENCE_MS = 60_000;
const BETWEEN_TRIES_MS = 1000;

const env = readEnvOrExit('migrate', () =>
  parseEnv({
    ...databaseEnv,
    OBJECT_STORE_URL: objectStoreEnv.OBJECT_STORE_URL.optional(),
    LOG_LEVEL: serviceEnv.LOG_LEVEL,
    LOG_FORMAT: serviceEnv.LOG_FORMAT,
  }),
);
const log = createLog({ service: 'migrate', level: env.LOG_LEVEL, format: env.LOG_FORMAT });

/** The step before a deployment: brings the schema up to date and makes a missing bucket. May run twice, and at once. */
try {
  const database = { url: env.DATABASE_URL, caFile: env.DATABASE_CA };
  const { applied } = await patiently('database', log, () => migrate(database, 'up'));
  log.info('schema is up to date', { applied });
  if (env.OBJECT_STORE_URL !== undefined) await prepareStore(env.OBJECT_STORE_URL);
} catch (error) {
  log.error('migration failed', { error });
  process.exitCode = 1;
}

async function prepareStore(url: string): Promise<void> {
  const store = createObjectStore(url);
  try {
    await patiently('object store', log, () => store.prepare());
    log.info('object store is ready');
  } finally {
    await store.close();
  }
}

async function patiently<T>(what: string, { warn }: Log, work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isAway = error instanceof DatabaseUnavailable || error instanceof DependencyUnavailable;
      if (!isAway || performance.now() > deadline) throw error;
      warn(`${what} does not answer yet`, { error });
      await sleep(BETWEEN_TRIES_MS);
    }
  }
}
