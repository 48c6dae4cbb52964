import type { PoolConnection } from 'mysql2';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { classify, translate } from './classify.ts';
import type { DatabaseLog } from './options.ts';
import { retry } from './retry.ts';

type Work<T> = (manager: EntityManager) => Promise<T>;

/** How a repository reaches the database. A unit of work may be run again from its start, so it changes nothing else. */
export type Store = {
  /** Outside a transaction; only reads. */
  read<T>(work: Work<T>): Promise<T>;
  /**
   * In one transaction. Run again after a deadlock, a lock wait that took too long, or a connection lost before COMMIT was
   * sent; with `idempotent` also after one lost at COMMIT, when nobody knows whether it happened.
   */
  write<T>(work: Work<T>, options?: { readonly idempotent: boolean }): Promise<T>;
};

/** COMMIT was sent and its answer never came. */
class CommitInDoubt extends Error {}

export function createStore(connect: () => Promise<DataSource>, log: DatabaseLog): Store {
  const run = async <T>(unit: (runner: QueryRunner) => Promise<T>, idempotent: boolean): Promise<T> => {
    try {
      return await retry(
        async () => withRunner(await connect(), unit),
        (error, attempt) => {
          const again = canRunAgain(error, idempotent);
          if (again) log.warn('database unit tried again', { attempt, fault: classify(causeOf(error)) });
          return again;
        },
      );
    } catch (error) {
      throw translate(causeOf(error));
    }
  };
  return {
    read: (work) => run((runner) => work(runner.manager), true),
    write: (work, options) => run((runner) => inTransaction(runner, work), options?.idempotent ?? false),
  };
}

/** Every unit joins the transaction that `manager` is in; the outermost unit alone retries. */
export function joinedStore(manager: EntityManager): Store {
  return { read: (work) => work(manager), write: (work) => work(manager) };
}

async function withRunner<T>(source: DataSource, unit: (runner: QueryRunner) => Promise<T>): Promise<T> {
  const runner = source.createQueryRunner();
  let connection: PoolConnection | undefined;
  try {
    connection = (await runner.connect()) as PoolConnection;
    return await unit(runner);
  } catch (error) {
    await abandon(runner, connection, error);
    throw error;
  } finally {
    await runner.release();
  }
}

/** A connection in an unknown state never goes back to the pool: the server rolls back when it closes. */
async function abandon(runner: QueryRunner, connection: PoolConnection | undefined, error: unknown) {
  if (!connection) return;
  const fault = classify(causeOf(error));
  if (fault === 'lost' || fault === 'timeout') return connection.destroy();
  if (!runner.isTransactionActive) return;
  await runner.rollbackTransaction().catch(() => connection.destroy());
}

async function inTransaction<T>(runner: QueryRunner, work: Work<T>): Promise<T> {
  await runner.startTransaction();
  const result = await work(runner.manager);
  await runner.commitTransaction().catch((error: unknown) => {
    throw new CommitInDoubt('commit', { cause: error });
  });
  return result;
}

function canRunAgain(error: unknown, idempotent: boolean): boolean {
  const fault = classify(causeOf(error));
  if (fault === 'contention') return true;
  return fault === 'lost' && (idempotent || !(error instanceof CommitInDoubt));
}

function causeOf(error: unknown): unknown {
  return error instanceof CommitInDoubt ? error.cause : error;
}
