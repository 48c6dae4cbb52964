import { testRedisUrl } from '@hadir/local-stack/testing';
import { createLog, createRedis, type Redis, redisReady } from '@hadir/platform';

/** A connection for commands to the tests' Redis; close it with closeRedis. */
export async function openTestRedis(): Promise<Redis> {
  const log = createLog({ service: 'test', level: 'error' });
  const redis = createRedis(testRedisUrl(), { role: 'producer', log });
  await redisReady(redis);
  return redis;
}
