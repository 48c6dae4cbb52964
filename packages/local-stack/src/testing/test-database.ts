import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import './provided.ts';
import { sql } from './sql.ts';

export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/** An empty schema of its own on the test run's database server. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('databaseUrl');
  const name = `hadir_test_${randomBytes(8).toString('hex')}`;
  await sql(serverUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => drop(serverUrl, name) };
}

async function drop(serverUrl: string, name: string): Promise<void> {
  await sql(serverUrl, `DROP DATABASE IF EXISTS ${name}`);
}
