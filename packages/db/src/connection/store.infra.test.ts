import { sql } from '@hadir/local-stack/testing';
import type { EntityManager } from 'typeorm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseUnavailable, UniqueViolation } from '../errors.ts';
import { deferred } from '../testing/deferred.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { startTcpProxy, type TcpProxy } from '../testing/tcp-proxy.ts';
import { createLazySource, type LazySource } from './lazy-source.ts';
import { connectionSettings } from './options.ts';
import { createStore, type Store } from './store.ts';

let schema: MigratedDatabase;
let proxy: TcpProxy;
let source: LazySource;
let store: Store;
let retries: Record<string, unknown>[];

beforeAll(async () => {
  schema = await openTestDatabase();
  await sql(schema.url, 'CREATE TABLE counters (id INT PRIMARY KEY, n INT NOT NULL) ENGINE=InnoDB');
});
afterAll(() => schema.drop());
beforeEach(async () => {
  proxy = await startTcpProxy(schema.url);
  source = createLazySource(connectionSettings({ url: proxy.url, poolSize: 4 }));
  retries = [];
  store = createStore(source.connect, { warn: (_, fields = {}) => void retries.push(fields) });
  await sql(schema.url, 'REPLACE INTO counters VALUES (1, 0), (2, 0)');
});
afterEach(async () => {
  await source.close();
  await proxy.close();
});

const add = (manager: EntityManager, id: number) =>
  manager.query('UPDATE counters SET n = n + 1 WHERE id = ?', [id]);
const counters = () => sql(schema.url, 'SELECT n FROM counters ORDER BY id');
const connectionId = async (manager: EntityManager): Promise<number> =>
  (await manager.query('SELECT CONNECTION_ID() AS id'))[0].id;

describe('every connection', () => {
  test('when it is used, then it is strict, in UTC and without gap locks', async () => {
    const read = () =>
      store.read(async (manager) => {
        const [row] = await manager.query('SELECT @@sql_mode AS mode, @@time_zone AS zone, SLEEP(0.05)');
        const [isolation] = await manager.query(
          "SHOW VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')",
        );
        return {
          id: await connectionId(manager),
          mode: row.mode,
          zone: row.zone,
          isolation: isolation.Value,
        };
      });
    const seen = await Promise.all([read(), read(), read(), read()]);
    expect(new Set(seen.map((one) => one.id)).size).toBe(4);
    for (const one of seen) {
      expect(one.mode.split(',')).toEqual(
        expect.arrayContaining(['STRICT_TRANS_TABLES', 'ONLY_FULL_GROUP_BY']),
      );
      expect(one).toMatchObject({ zone: '+00:00', isolation: 'READ-COMMITTED' });
    }
  });
});

describe('a unit of work', () => {
  test('when two lock the same rows in opposite order, then the one that the server ends runs again', async () => {
    const gate = [deferred(), deferred()] as const;
    const unit = (first: number, second: number, mine: 0 | 1) =>
      store.write(async (manager) => {
        await add(manager, first);
        gate[mine].resolve();
        await gate[mine === 0 ? 1 : 0].promise;
        await add(manager, second);
      });
    await Promise.all([unit(1, 2, 0), unit(2, 1, 1)]);
    expect(await counters()).toBe('2\n2');
    expect(retries).toEqual([{ attempt: 1, fault: 'contention' }]);
  });

  test('when it throws, then nothing of it is kept and the connection serves the next', async () => {
    const failing = store.write(async (manager) => {
      await add(manager, 1);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    await store.write((manager) => add(manager, 2));
    expect(await counters()).toBe('0\n1');
    expect(retries).toEqual([]);
  });

  test('when its connection is killed before COMMIT, then it runs again on another', async () => {
    const ids: number[] = [];
    await store.write(async (manager) => {
      await add(manager, 1);
      const id = await connectionId(manager);
      ids.push(id);
      if (ids.length === 1) await sql(schema.url, `KILL ${id}`);
      await add(manager, 2);
    });
    expect(new Set(ids).size).toBe(2);
    expect(await counters()).toBe('1\n1');
  });

  test('when the answer to COMMIT is lost and it may run twice, then it does', async () => {
    const set = (manager: EntityManager) =>
      manager.query('UPDATE counters SET n = GREATEST(n, 5) WHERE id = 1');
    await store.read(connectionId);
    proxy.cutAfter('COMMIT');
    await store.write(set, { idempotent: true });
    expect(await counters()).toBe('5\n0');
    expect(retries).toEqual([{ attempt: 1, fault: 'lost' }]);
  });

  test('when the answer to COMMIT is lost and it must not run twice, then the caller is told', async () => {
    await store.read(connectionId);
    proxy.cutAfter('COMMIT');
    await expect(store.write((manager) => add(manager, 1))).rejects.toThrow(DatabaseUnavailable);
    expect(await counters()).toBe('1\n0');
    expect(retries).toEqual([]);
  });

  test('when a read loses its connection, then it is read again', async () => {
    await store.read(connectionId);
    proxy.cutAfter('SELECT n');
    expect(await store.read((manager) => manager.query('SELECT n FROM counters WHERE id = 1'))).toEqual([
      { n: 0 },
    ]);
    expect(retries).toEqual([{ attempt: 1, fault: 'lost' }]);
  });

  test('when a value is taken, then it is told without another try', async () => {
    const insert = store.write((manager) => manager.query('INSERT INTO counters VALUES (1, 0)'));
    await expect(insert).rejects.toThrow(UniqueViolation);
    expect(retries).toEqual([]);
  });
});

describe('a transaction over several repositories', () => {
  test('when it fails, then nothing of it is kept', async () => {
    const { db } = schema;
    const both = db.transaction(async (repositories) => {
      await repositories.rooms.create({ name: 'A' });
      await repositories.rooms.create({ name: 'a' });
    });
    await expect(both).rejects.toThrow(UniqueViolation);
    expect((await db.rooms.list()).items).toEqual([]);
  });

  test('when it succeeds, then all of it is kept', async () => {
    const { db } = schema;
    const room = await db.transaction(async (repositories) => {
      await repositories.audit.append({
        actor: 'me',
        action: 'room.add',
        subjectType: 'room',
        subjectId: 'r',
      });
      return repositories.rooms.create({ name: 'A' });
    });
    expect(await db.rooms.find(room.id)).toEqual(room);
    expect((await db.audit.list()).items).toHaveLength(1);
  });
});
