import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import './provided.ts';

const run = promisify(execFile);

export type TestDatabase = { readonly url: string; drop(): Promise<void> };

/** An empty schema of its own on the test run's database server. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const serverUrl = inject('databaseUrl');
  const name = `hadir_test_${randomBytes(8).toString('hex')}`;
  await execute(serverUrl, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => execute(serverUrl, `DROP DATABASE IF EXISTS ${name}`) };
}

/** The command-line client comes with the server, so nothing but packages/db needs a driver. */
async function execute(serverUrl: string, statement: string): Promise<void> {
  const { hostname, port, username, password } = new URL(serverUrl);
  const args = ['--no-defaults', '--protocol=tcp', '-h', hostname, '-P', port || '3306', '-u', decodeURIComponent(username)];
  await run('mariadb', [...args, '-e', statement], {
    env: { PATH: process.env['PATH'], MYSQL_PWD: decodeURIComponent(password) },
    timeout: 20_000,
  });
}
