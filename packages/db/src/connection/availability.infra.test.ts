import { sql } from '@hadir/local-stack/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DatabaseUnavailable } from '../errors.ts';
import { type Database, openDatabase } from '../open-database.ts';
import { deferred } from '../testing/deferred.ts';
import { type MigratedDatabase, openTestDatabase } from '../testing/open-test-database.ts';
import { startTcpProxy, type TcpProxy } from '../testing/tcp-proxy.ts';
import type { DatabaseOptions } from './options.ts';

let schema: MigratedDatabase;
let proxy: TcpProxy;
const opened: Database[] = [];

beforeAll(async () => {
  schema = await openTestDatabase();
});
afterAll(() => schema.drop());
beforeEach(async () => {
  await sql(schema.url, 'DELETE FROM rooms');
  proxy = await startTcpProxy(schema.url);
});
afterEach(async () => {
  proxy.thaw();
  await Promise.all(opened.splice(0).map((db) => db.close()));
  await proxy.close();
});

async function openThroughProxy(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const db = await openDatabase({ url: proxy.url, poolSize: 2, queryTimeoutMs: 400, ...options });
  opened.push(db);
  return db;
}

async function elapsedMs(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

describe('a server that is away', () => {
  test('when it is away at the start, then calls fail as unavailable and work once it is there', async () => {
    await proxy.away();
    const db = await openThroughProxy();
    await expect(db.rooms.list()).rejects.toThrow(DatabaseUnavailable);
    await expect(db.ping()).rejects.toThrow(DatabaseUnavailable);
    const error: unknown = await db.rooms.create({ name: 'A' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'DatabaseUnavailable', cause: { code: 'ECONNREFUSED' } });
    await proxy.back();
    await db.ping();
    await db.rooms.create({ name: 'A' });
    expect((await db.rooms.list()).items).toHaveLength(1);
  });

  test('when it goes away and comes back, then the same database works again', async () => {
    const db = await openThroughProxy();
    await Promise.all([db.rooms.create({ name: 'A' }), db.rooms.create({ name: 'B' })]);
    await proxy.away();
    await expect(db.rooms.list()).rejects.toThrow(DatabaseUnavailable);
    await proxy.back();
    expect((await db.rooms.list()).items).toHaveLength(2);
  });

  test('when its connections are cut between two calls, then the second call notices nothing', async () => {
    const db = await openThroughProxy();
    await Promise.all([db.rooms.list(), db.rooms.list()]);
    await proxy.away();
    await proxy.back();
    await db.rooms.create({ name: 'A' });
    expect((await db.rooms.list()).items).toHaveLength(1);
  });
});

describe('a server that does not answer', () => {
  test('when the network is stuck, then a call fails after the query timeout and its connection is thrown away', async () => {
    const db = await openThroughProxy();
    await db.rooms.list();
    proxy.freeze();
    const ms = await elapsedMs(() => expect(db.rooms.list()).rejects.toThrow(DatabaseUnavailable));
    expect(ms).toBeGreaterThan(350);
    expect(ms).toBeLessThan(3_000);
    proxy.thaw();
    await expect.poll(proxy.connections).toBe(0);
    expect((await db.rooms.list()).items).toEqual([]);
  });

  test('when a new connection gets no greeting, then the connect timeout ends it', async () => {
    const db = await openThroughProxy({ connectTimeoutMs: 300 });
    proxy.freeze();
    const ms = await elapsedMs(() => expect(db.rooms.list()).rejects.toThrow(DatabaseUnavailable));
    expect(ms).toBeLessThan(3_000);
  });

  test('when ping has a timeout of its own, then it is kept', async () => {
    const db = await openThroughProxy({
      queryTimeoutMs: 20_000,
      connectTimeoutMs: 20_000,
      acquireTimeoutMs: 20_000,
    });
    await db.ping();
    proxy.freeze();
    const ms = await elapsedMs(() => expect(db.ping(200)).rejects.toThrow(DatabaseUnavailable));
    expect(ms).toBeLessThan(2_000);
  });
});

describe('a pool that is used up', () => {
  test('when no connection comes free, then the wait ends at the acquire timeout and later calls work', async () => {
    const db = await openThroughProxy({ poolSize: 1, acquireTimeoutMs: 200, queryTimeoutMs: 5_000 });
    await db.ping();
    const holding = deferred();
    const release = deferred();
    const held = db.transaction(async (repositories) => {
      await repositories.rooms.list();
      holding.resolve();
      await release.promise;
    });
    await holding.promise;
    await expect(db.rooms.list()).rejects.toThrow(/no connection within 200 ms/);
    release.resolve();
    await held;
    expect((await db.rooms.list()).items).toEqual([]);
  });

  test('when more wait than the queue holds, then the rest is refused at once', async () => {
    const db = await openThroughProxy({ poolSize: 1, acquireTimeoutMs: 10_000, queryTimeoutMs: 5_000 });
    await db.ping();
    const calls = await Promise.allSettled(Array.from({ length: 30 }, () => db.rooms.list()));
    const refused = calls.filter((call) => call.status === 'rejected');
    expect(refused.map((call) => call.reason.name)).toEqual(refused.map(() => 'DatabaseUnavailable'));
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(12);
    expect((await db.rooms.list()).items).toEqual([]);
  });
});

describe('close', () => {
  test('when the database was closed, then calls fail, and closing took no longer than its deadline', async () => {
    const db = await openThroughProxy();
    await db.rooms.list();
    proxy.freeze();
    expect(await elapsedMs(() => db.close())).toBeLessThan(3_000);
    await expect(db.rooms.list()).rejects.toThrow(/closed/);
  });
});
