import { createPool, type Pool, type PoolConnection } from 'mysql2';
import { DatabaseUnavailable } from '../errors.ts';
import { unavailable } from './classify.ts';
import type { ConnectionSettings } from './options.ts';

type Done = (error: Error | null, connection?: PoolConnection) => void;

/** The part of mysql2's pool that TypeORM uses, with every wait bounded and every connection set up before it is given out. */
export type BoundedPool = {
  getConnection(done: Done): void;
  /** What TypeORM calls when its first connection failed: the pool outlives that, so nothing is closed. */
  end(done: (error?: Error) => void): void;
  close(): Promise<void>;
};

const CLOSE_TIMEOUT_MS = 2_000;

/** Strict where MySQL and MariaDB differ by default; times are UTC; no gap locks, so that marks of different people never wait. */
const SESSION_SETUP = [
  "SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = 5",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];

export function createBoundedPool(settings: ConnectionSettings): BoundedPool {
  const pool = createPool(settings.pool);
  const open = new Set<PoolConnection>();

  const setUp = async (connection: PoolConnection) => {
    if (open.has(connection)) return;
    open.add(connection);
    connection.once('end', () => open.delete(connection));
    // A second error on a connection that has left the pool would otherwise end the process.
    connection.on('error', () => open.delete(connection));
    for (const sql of SESSION_SETUP) await ask(connection, sql, settings.queryTimeoutMs);
  };

  return {
    getConnection(done) {
      const answer = answerOnce(settings.acquireTimeoutMs, done);
      pool.getConnection((error, connection) => {
        if (error) return answer(error);
        setUp(connection).then(
          () => answer(null, connection),
          (failure: Error) => {
            connection.destroy();
            answer(failure);
          },
        );
      });
    },
    end: (done) => done(),
    close: () => closePool(pool, open),
  };
}

/** Throws the driver's error; afterwards the connection is fit for nothing but to be destroyed. */
export function ask(connection: PoolConnection, sql: string, timeoutMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query({ sql, timeout: timeoutMs }, (error) => (error ? reject(error) : resolve()));
  });
}

/** Calls `done` once: with what comes first, or with DatabaseUnavailable. A connection that comes too late goes back. */
function answerOnce(timeoutMs: number, done: Done): Done {
  let answered = false;
  const answer: Done = (error, connection) => {
    if (answered) {
      connection?.release();
      return;
    }
    answered = true;
    clearTimeout(timer);
    if (error) done(unavailable(error));
    else done(null, connection);
  };
  const timer = setTimeout(
    () => answer(new DatabaseUnavailable(new Error(`no connection within ${timeoutMs} ms`))),
    timeoutMs,
  );
  return answer;
}

/** Statements in flight may finish for a while; then what is still open is cut. */
function closePool(pool: Pool, open: ReadonlySet<PoolConnection>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      for (const connection of open) connection.destroy();
      resolve();
    }, CLOSE_TIMEOUT_MS);
    pool.end(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
