import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { migrationStatus } from '@hadir/db';
import { createTestDatabase } from '@hadir/local-stack/testing';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const entry = fileURLToPath(new URL('../dist/migrate.js', import.meta.url));
const migrateWith = (env: Record<string, string>) => run(process.execPath, [entry], { env, timeout: 60_000 });

test('when the step runs twice at once, then the schema is complete and the store is there', async () => {
  const database = await createTestDatabase();
  const objects = join(await mkdtemp(join(tmpdir(), 'hadir-migrate-')), 'objects');
  const env = { DATABASE_URL: database.url, OBJECT_STORE_URL: pathToFileURL(objects).href };
  const [first, second] = await Promise.all([migrateWith(env), migrateWith(env)]);
  expect(first.stdout + second.stdout).toContain('schema is up to date');
  expect((await migrationStatus(database.url)).pending).toEqual([]);
  expect(existsSync(objects)).toBe(true);
  await database.drop();
});

test('when the address is missing, then the step names the variable and ends with 1', async () => {
  await expect(migrateWith({})).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('DATABASE_URL'),
  });
});
