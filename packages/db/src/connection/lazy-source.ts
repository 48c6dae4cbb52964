import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConnection } from 'mysql2';
import type { DataSource } from 'typeorm';
import { unavailable } from './classify.ts';
import { createDataSource } from './data-source.ts';
import type { ConnectionSettings } from './options.ts';
import { ask, type BoundedPool, createBoundedPool } from './pool.ts';

export type LazySource = {
  /** The data source once a first connection has worked; DatabaseUnavailable until then, and tried anew at each call. */
  connect(): Promise<DataSource>;
  ping(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
};

/** Never fails for good: a server that is away at start, or later, is only away. */
export function createLazySource(settings: ConnectionSettings): LazySource {
  const pool = createBoundedPool(settings);
  const source = createDataSource(settings, pool);
  let ready: Promise<DataSource> | undefined;
  let closed = false;

  const initialize = async () => {
    try {
      return await source.initialize();
    } catch (error) {
      ready = undefined;
      throw unavailable(error);
    }
  };

  return {
    connect() {
      if (closed) return Promise.reject(new Error('the database was closed'));
      ready ??= initialize();
      return ready;
    },
    ping: (timeoutMs) => ping(pool, timeoutMs),
    async close() {
      closed = true;
      await pool.close();
    },
  };
}

async function ping(pool: BoundedPool, timeoutMs: number): Promise<void> {
  const answered = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`no answer within ${timeoutMs} ms`);
  });
  try {
    await Promise.race([askForOne(pool, timeoutMs), late]);
  } catch (error) {
    throw unavailable(error);
  } finally {
    answered.abort();
  }
}

async function askForOne(pool: BoundedPool, timeoutMs: number): Promise<void> {
  const connection = await new Promise<PoolConnection>((resolve, reject) => {
    pool.getConnection((error, given) => (given ? resolve(given) : reject(error)));
  });
  try {
    await ask(connection, 'SELECT 1', timeoutMs);
    connection.release();
  } catch (error) {
    connection.destroy();
    throw error;
  }
}
