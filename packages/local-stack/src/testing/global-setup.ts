import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startMariaDb } from '../mariadb.ts';
import { startRedis } from '../redis.ts';
import './provided.ts';

/**
 * One Redis and one database server for the whole test run. REDIS_URL or DATABASE_URL in the environment is used
 * instead; the user of that DATABASE_URL must be allowed to create schemas `hadir_test_…`.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { REDIS_URL, DATABASE_URL } = process.env;
  const dir = await mkdtemp(join(tmpdir(), 'hadir-test-'));
  const redis = REDIS_URL ? undefined : await startRedis({ dir: join(dir, 'redis') });
  const database = DATABASE_URL
    ? undefined
    : await startMariaDb({ dir: join(dir, 'mariadb'), durable: false });
  project.provide('redisUrl', REDIS_URL || (redis?.url ?? ''));
  project.provide('databaseUrl', DATABASE_URL || (database?.url ?? ''));
  return async () => {
    await Promise.all([redis?.stop(), database?.stop()]);
    await rm(dir, { recursive: true, force: true });
  };
}
