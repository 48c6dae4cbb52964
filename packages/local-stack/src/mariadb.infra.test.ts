import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type MariaDbServer, startMariaDb } from './mariadb.ts';
import { sql } from './testing/sql.ts';

let dir: string;
let database: MariaDbServer | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'hadir-mariadb-'));
});

afterEach(async () => {
  await database?.stop();
  database = undefined;
  await rm(dir, { recursive: true, force: true });
});

test('when mariadbd is killed and started again, then committed rows are still there', async () => {
  database = await startMariaDb({ dir });
  const { url } = database;
  await sql(url, 'CREATE TABLE kept (word VARCHAR(20)); INSERT INTO kept VALUES ("hadir")');
  await database.kill();
  await expect(sql(url, 'SELECT 1')).rejects.toThrow(/connect/i);
  await database.start();
  expect(await sql(url, 'SELECT word FROM kept')).toBe('hadir');
});

test('when mariadbd is stopped and started by another owner, then the password is the same', async () => {
  const first = await startMariaDb({ dir });
  await first.stop();
  database = await startMariaDb({ dir, port: first.port });
  expect(database.url).toBe(first.url);
  expect(await sql(database.url, 'SELECT @@time_zone, @@character_set_server')).toBe('+00:00\tutf8mb4');
});

test('when a client brings no or a wrong password, then it is refused', async () => {
  database = await startMariaDb({ dir });
  await expect(sql(database.url.replace(/:[^:@/]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow(/denied/);
  await expect(sql(database.url.replace(/\/\/.*@/, '//root:x@'), 'SELECT 1')).rejects.toThrow(/denied/);
  await expect(sql(database.url.replace(/\/\/.*@/, '//nobody:x@'), 'SELECT 1')).rejects.toThrow(/denied/);
});

test('when the server keeps a secret in a file, then only its owner can read it', async () => {
  database = await startMariaDb({ dir });
  for (const file of ['password', 'init.sql']) {
    expect((await stat(join(dir, file))).mode & 0o777).toBe(0o600);
  }
});
