import { createTestDatabase, sql, type TestDatabase } from '@hadir/local-stack/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseUnavailable } from './errors.ts';
import { migrate, migrationStatus } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { tables } from './tables/index.ts';

const timestamp = (name: string): number => Number(/\d{13}$/.exec(name)?.[0]);
/** In the order of their timestamps: one that is added never comes before one that has run somewhere. */
const NAMES = migrations
  .map((Migration) => new Migration().name)
  .toSorted((a, b) => timestamp(a) - timestamp(b));

let schema: TestDatabase;
beforeEach(async () => {
  schema = await createTestDatabase();
});
afterEach(() => schema.drop());

/** Everything the server knows of the schema's tables, without what it counts. */
const definitions = async () => {
  const names = (await sql(schema.url, 'SHOW TABLES'))
    .split('\n')
    .filter((name) => name !== 'schema_migrations');
  const statements = await sql(schema.url, names.map((name) => `SHOW CREATE TABLE ${name}`).join(';'));
  return statements.split('\n');
};

describe('migrations', () => {
  test('when they run up, all down and up again, then the schema is the same', async () => {
    expect(await migrationStatus(schema.url)).toEqual({ applied: [], pending: NAMES });
    expect(await migrate(schema.url, 'up')).toEqual({ applied: NAMES });
    const first = await definitions();
    expect(first).toHaveLength(tables.length);
    expect(await migrate(schema.url, 'down', { steps: NAMES.length })).toEqual({
      applied: NAMES.toReversed(),
    });
    expect(await sql(schema.url, 'SHOW TABLES')).toBe('schema_migrations');
    expect(await migrate(schema.url, 'up')).toEqual({ applied: NAMES });
    expect(await definitions()).toEqual(first);
    expect(await migrationStatus(schema.url)).toEqual({ applied: NAMES, pending: [] });
  });

  test('when each is taken back and run again at its place, then the schema is the same', async () => {
    await migrate(schema.url, 'up');
    const whole = await definitions();
    for (let steps = 1; steps <= migrations.length; steps++) {
      await migrate(schema.url, 'down', { steps });
      expect((await migrationStatus(schema.url)).pending).toEqual(NAMES.slice(-steps));
      await migrate(schema.url, 'up');
      expect(await definitions()).toEqual(whole);
    }
    // Each of them goes down and up as often as there are migrations after it.
  }, 240_000);

  test('when there is nothing to do, then nothing is done', async () => {
    await migrate(schema.url, 'up');
    expect(await migrate(schema.url, 'up')).toEqual({ applied: [] });
    await migrate(schema.url, 'down', { steps: 99 });
    expect(await migrate(schema.url, 'down')).toEqual({ applied: [] });
  });

  test('when several processes migrate at once, then each migration runs once', async () => {
    const runs = await Promise.all(Array.from({ length: 5 }, () => migrate(schema.url, 'up')));
    expect(runs.flatMap((run) => run.applied).toSorted()).toEqual(NAMES.toSorted());
    expect(await sql(schema.url, 'SELECT COUNT(*) FROM schema_migrations')).toBe(String(NAMES.length));
  });

  test('when another process has the lock for too long, then it is told', async () => {
    const hold = sql(schema.url, "SELECT GET_LOCK(CONCAT('hadir-', MD5(DATABASE())), 5), SLEEP(3)");
    const taken = () => sql(schema.url, "SELECT IS_FREE_LOCK(CONCAT('hadir-', MD5(DATABASE())))");
    await expect.poll(taken).toBe('0');
    await expect(migrate({ url: schema.url, lockTimeoutMs: 100 }, 'up')).rejects.toThrow(DatabaseUnavailable);
    await hold;
    expect((await migrate(schema.url, 'up')).applied).toEqual(NAMES);
  });

  test('when one broke off in its middle, then the next run finishes it', async () => {
    await migrate(schema.url, 'up');
    const whole = await definitions();
    await sql(
      schema.url,
      "DROP TABLE gallery_counters; DELETE FROM schema_migrations WHERE name LIKE 'Campus%'",
    );
    expect((await migrate(schema.url, 'up')).applied).toEqual(['Campus1763900004000']);
    expect(await definitions()).toEqual(whole);
  });

  test('when the server is not there, then it is told as unavailable', async () => {
    await expect(migrate('mysql://u:p@127.0.0.1:1/db', 'up')).rejects.toThrow(DatabaseUnavailable);
  });
});
