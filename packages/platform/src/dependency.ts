import { DependencyUnavailable } from './errors.ts';

const connectionCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What ioredis, BullMQ and Redis itself say while Redis cannot serve: away, loading, full, read-only or failing over. */
const redisMessages =
  /Connection is closed|Command timed out|Stream isn't writeable|max retries per request|aborted due to connection close|Connection in subscriber mode|^(LOADING|MISCONF|OOM|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY) /i;

/** True for an error that says that Redis cannot serve now, as opposed to a command that is wrong. */
export function isRedisUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return connectionCodes.has(code) || redisMessages.test(error.message);
}

/** Runs a Redis operation; throws DependencyUnavailable('redis') in place of a connection error, and any other as it is. */
export async function onRedis<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isRedisUnavailable(error) ? new DependencyUnavailable('redis', error) : error;
  }
}

/**
 * The dependency whose absence `error` reports, if it does. packages/db may not import this package, so its
 * DatabaseUnavailable is known by name.
 */
export function unavailableDependency(error: unknown): DependencyUnavailable | undefined {
  if (error instanceof DependencyUnavailable) return error;
  if (error instanceof Error && error.name === 'DatabaseUnavailable') {
    return new DependencyUnavailable('database', error.cause ?? error);
  }
  return isRedisUnavailable(error) ? new DependencyUnavailable('redis', error) : undefined;
}
