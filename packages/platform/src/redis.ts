import { Redis, type RedisOptions } from 'ioredis';
import { withDeadline } from './deadline.ts';
import { DependencyUnavailable } from './errors.ts';
import type { Log } from './log.ts';

export type { Redis } from 'ioredis';

export type RedisRole = 'producer' | 'worker' | 'subscriber';

/** Longer than any command of ours takes, shorter than a camera's patience. */
const COMMAND_TIMEOUT_MS = 2000;
const MAX_RECONNECT_DELAY_MS = 1000;

/**
 * A producer fails at once while Redis is away, so that a request can be answered 503. A worker's or subscriber's
 * commands wait until Redis is back, as BullMQ's blocking reads need. ioredis's auto-pipelining stays off: measured, it
 * costs more CPU time than it saves, because each pipeline takes over all of BullMQ's scripts.
 */
const roleOptions = {
  producer: {
    enableOfflineQueue: false,
    commandTimeout: COMMAND_TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  },
  worker: { maxRetriesPerRequest: null },
  subscriber: { maxRetriesPerRequest: null },
} satisfies Record<RedisRole, RedisOptions>;

/** `url` is redis://[user:password@]host:port[/db] or rediss://…; the client reconnects for ever. */
export function createRedis(
  url: string,
  { role, log }: { readonly role: RedisRole; readonly log: Log },
): Redis {
  const redis = new Redis(url, {
    // Railway's private network has IPv6 addresses only, a laptop often IPv4 only.
    family: 0,
    connectTimeout: 5000,
    keepAlive: 10_000,
    retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 8), MAX_RECONNECT_DELAY_MS),
    // After a failover the old master refuses writes until the client looks for the new one.
    reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
    ...roleOptions[role],
  });
  reportOutages(redis, log.child({ dependency: 'redis', role }));
  return redis;
}

/** One line when the connection is lost and one when it is back, not one for each attempt. */
function reportOutages(redis: Redis, log: Log): void {
  let away = false;
  redis.on('error', (error: Error) => {
    if (!away) log.warn('redis is away', { error });
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('redis is back');
    away = false;
  });
}

/** Resolves when the client is connected; throws DependencyUnavailable after `timeoutMs`. */
export async function redisReady(redis: Redis, timeoutMs = 5000): Promise<void> {
  if (redis.status === 'ready') return;
  let ready: (() => void) | undefined;
  try {
    await withDeadline(
      new Promise<void>((resolve) => {
        ready = resolve;
        redis.once('ready', resolve);
      }),
      timeoutMs,
      `no connection within ${timeoutMs} ms`,
    );
  } catch (error) {
    throw new DependencyUnavailable('redis', error);
  } finally {
    if (ready) redis.off('ready', ready);
  }
}

/** Throws DependencyUnavailable when Redis does not answer within `timeoutMs`, whatever the client's role. */
export async function pingRedis(redis: Redis, timeoutMs = 2000): Promise<void> {
  try {
    await withDeadline(redis.ping(), timeoutMs, `no answer within ${timeoutMs} ms`);
  } catch (error) {
    throw new DependencyUnavailable('redis', error);
  }
}

/** Says goodbye when Redis listens, and hangs up when it does not. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status === 'end') return;
  try {
    if (redis.status === 'ready') await withDeadline(redis.quit(), 1000, 'no goodbye');
  } catch {
    // Nothing is lost: every command that mattered was awaited by its caller.
  } finally {
    redis.disconnect();
  }
}
