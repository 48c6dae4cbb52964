import { join } from 'node:path';
import { keepRunning, type LocalServer, startMariaDb, startRedis } from '@hadir/local-stack';
import { allOrFirstError } from '../all-or-first-error.ts';
import { DemoError } from '../demo-error.ts';
import type { StackContext } from './stack-context.ts';

export type ServerUrls = { readonly redisUrl: string; readonly databaseUrl: string };

/** Starts a private redis-server and mariadbd, or uses those that REDIS_URL and DATABASE_URL name. */
export async function startServers(context: StackContext): Promise<ServerUrls> {
  const { env, screen } = context;
  if (usesOwnServers(env)) {
    return screen.step('Redis and MariaDB, private, on this machine', () => startPrivateServers(context));
  }
  const { REDIS_URL: redisUrl = '', DATABASE_URL: databaseUrl = '' } = env;
  screen.line('✓ Redis and database as REDIS_URL and DATABASE_URL say');
  return { redisUrl, databaseUrl };
}

/** Throws a DemoError when only one of the two addresses is given. */
export function usesOwnServers({ REDIS_URL, DATABASE_URL }: NodeJS.ProcessEnv): boolean {
  if (Boolean(REDIS_URL) === Boolean(DATABASE_URL)) return !REDIS_URL;
  const [set, unset] = REDIS_URL ? ['REDIS_URL', 'DATABASE_URL'] : ['DATABASE_URL', 'REDIS_URL'];
  throw new DemoError(
    `${set} is set and ${unset} is not.`,
    'Set both to use servers of your own, or neither to have private ones started.',
  );
}

async function startPrivateServers(context: StackContext): Promise<ServerUrls> {
  const { dataDir, ports, temporary = false } = context;
  const redis = startRedis({ dir: join(dataDir, 'redis'), port: ports.redis });
  const database = startMariaDb({
    dir: join(dataDir, 'mariadb'),
    port: ports.database,
    durable: !temporary,
  });
  const started = await allOrFirstError([
    startKept(context, 'redis-server', redis),
    startKept(context, 'mariadbd', database),
  ]);
  const [redisUrl = '', databaseUrl = ''] = started.map(({ url }) => url);
  return { redisUrl, databaseUrl };
}

async function startKept(
  { closers, screen }: StackContext,
  name: string,
  starting: Promise<LocalServer>,
): Promise<LocalServer> {
  const server = await starting;
  const kept = keepRunning(server, { name, report: (text) => screen.line(`! ${text}`) });
  closers.add(() => kept.stop());
  return server;
}
