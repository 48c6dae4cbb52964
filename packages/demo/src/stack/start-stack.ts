import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Database, migrate, openDatabase } from '@hadir/db';
import type { StackContext, StackOptions } from './stack-context.ts';
import { hashOfApiKey, loadSecrets, type StackSecrets } from './stack-secrets.ts';
import { startServers } from './start-servers.ts';
import { startServices } from './start-services.ts';

/** Everything that runs, as those need it who use it. */
export type Stack = {
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly objectStoreUrl: string;
  readonly apiUrl: string;
  readonly ingestUrl: string;
  readonly matcherUrls: readonly string[];
  readonly campusTimeZone: string;
  readonly secrets: StackSecrets;
};

/** Servers, migrations, API keys and services, in this order. What was started is stopped by `closers`, also after a failure. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, env, closers, screen } = options;
  const objects = join(dataDir, 'objects');
  mkdirSync(objects, { recursive: true, mode: 0o700 });
  const context: StackContext = {
    ...options,
    secrets: loadSecrets(dataDir, env),
    objectStoreUrl: env.OBJECT_STORE_URL || pathToFileURL(objects).href,
    campusTimeZone: env.CAMPUS_TIME_ZONE || 'Asia/Jakarta',
    services: [],
  };
  const { secrets, objectStoreUrl, campusTimeZone, services } = context;
  const servers = await startServers(context);
  await screen.step('Database schema', () => prepareDatabase(servers.databaseUrl, context));
  closers.add(async () => {
    await Promise.all(services.map((service) => service.stop()));
  });
  const urls = await startServices(context, servers);
  const stack: Stack = { ...servers, ...urls, objectStoreUrl, campusTimeZone, secrets };
  closers.add(writeStackFile(dataDir, stack));
  return stack;
}

async function prepareDatabase(url: string, { secrets, env }: StackContext): Promise<void> {
  const caFile = env.DATABASE_CA;
  const options = { url, ...(caFile ? { caFile } : {}) };
  await migrate(options, 'up');
  const database = await openDatabase({ ...options, poolSize: 1 });
  try {
    await ensureApiKey(database, { name: 'local admin', role: 'admin', key: secrets.adminKey });
    await ensureApiKey(database, { name: 'local viewer', role: 'viewer', key: secrets.viewerKey });
  } finally {
    await database.close();
  }
}

type LocalKey = { readonly name: string; readonly role: 'admin' | 'viewer'; readonly key: string };

async function ensureApiKey({ apiKeys }: Database, { name, role, key }: LocalKey): Promise<void> {
  const hash = hashOfApiKey(key);
  if (!(await apiKeys.findByHash(hash))) await apiKeys.create({ name, role, hash });
}

/** Lets the command line find the running stack. Answers how to take it back. */
function writeStackFile(dataDir: string, { secrets, ...stack }: Stack): () => void {
  const file = join(dataDir, 'stack.json');
  const { deviceKeySecret, templateKeySecret, adminKey } = secrets;
  const content = { ...stack, deviceKeySecret, templateKeySecret, adminKey };
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  return () => rmSync(file, { force: true });
}
