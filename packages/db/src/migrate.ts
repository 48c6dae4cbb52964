import { setTimeout as sleep } from 'node:timers/promises';
import { MigrationExecutor, type QueryRunner } from 'typeorm';
import { translate } from './connection/classify.ts';
import { createLazySource } from './connection/lazy-source.ts';
import { connectionSettings, type DatabaseOptions } from './connection/options.ts';
import { DatabaseUnavailable } from './errors.ts';

export type MigrateOptions = Pick<DatabaseOptions, 'url' | 'caFile' | 'connectTimeoutMs'> & {
  /** How long to wait for another process that migrates; 60 s unless told. */
  readonly lockTimeoutMs?: number | undefined;
  /** One statement of a migration; 10 minutes unless told. */
  readonly queryTimeoutMs?: number | undefined;
};

/** Names of migrations, in the order in which they run. */
export type MigrationStatus = { readonly applied: string[]; readonly pending: string[] };

/**
 * Up: runs every pending migration. Down: takes back the newest one, or as many as `steps` says. Several processes may call
 * it at once: a lock of the server lets one through at a time. A broken-off migration is finished by the next call.
 */
export async function migrate(
  target: string | MigrateOptions,
  direction: 'up' | 'down' = 'up',
  { steps = 1 }: { readonly steps?: number } = {},
): Promise<{ applied: string[] }> {
  const options = optionsOf(target);
  return withExecutor(options, async (executor, runner) => {
    await takeLock(runner, options.lockTimeoutMs ?? 60_000);
    const before = (await executor.getExecutedMigrations()).map((migration) => migration.name);
    if (direction === 'up') {
      return { applied: (await executor.executePendingMigrations()).map((migration) => migration.name) };
    }
    for (let step = 0; step < steps; step++) await executor.undoLastMigration();
    const after = new Set((await executor.getExecutedMigrations()).map((migration) => migration.name));
    return {
      applied: before
        .filter((name) => !after.has(name))
        .toSorted(byTimestamp)
        .toReversed(),
    };
  });
}

export async function migrationStatus(target: string | MigrateOptions): Promise<MigrationStatus> {
  return withExecutor(optionsOf(target), async (executor) => {
    const pending = (await executor.getPendingMigrations()).map((migration) => migration.name);
    const applied = (await executor.getExecutedMigrations()).map((migration) => migration.name);
    return { applied: applied.toSorted(byTimestamp), pending: pending.toSorted(byTimestamp) };
  });
}

/** A name ends in 13 digits of milliseconds. */
function byTimestamp(a: string, b: string): number {
  return a.slice(-13).localeCompare(b.slice(-13));
}

function optionsOf(target: string | MigrateOptions): MigrateOptions {
  return typeof target === 'string' ? { url: target } : target;
}

/** One connection holds the lock and runs the statements, so losing it loses both. */
async function withExecutor<T>(
  options: MigrateOptions,
  work: (executor: MigrationExecutor, runner: QueryRunner) => Promise<T>,
): Promise<T> {
  const settings = connectionSettings({ queryTimeoutMs: 600_000, ...options, poolSize: 2 });
  const lazy = createLazySource(settings);
  try {
    const source = await lazy.connect();
    const runner = source.createQueryRunner();
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'none';
    return await work(executor, runner);
  } catch (error) {
    throw translate(error);
  } finally {
    await lazy.close();
  }
}

/** The lock belongs to the connection and goes with it. Its name holds the schema, as the lock is the whole server's. */
async function takeLock(runner: QueryRunner, timeoutMs: number): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const [row] = await runner.query("SELECT GET_LOCK(CONCAT('hadir-', MD5(DATABASE())), 1) AS taken");
    if (Number(row.taken) === 1) return;
    await sleep(50);
  }
  throw new DatabaseUnavailable(new Error(`another process has been migrating for ${timeoutMs} ms`));
}
