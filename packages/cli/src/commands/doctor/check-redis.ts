import { openRedis } from '../../settings/open-redis.ts';
import { type Check, failed, ok } from './check.ts';

/** Redis holds frames until they are matched: it must neither evict them nor lose them with the process. */
export const checkRedis: Check = {
  name: 'Redis',
  fix: 'Start Redis, or mend REDIS_URL; `npm start` runs one.',
  async run(context) {
    const redis = await openRedis(context);
    // INFO, not CONFIG GET: managed servers refuse CONFIG.
    const info = await redis.info();
    const value = (name: string): string =>
      new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? 'unknown';
    const policy = value('maxmemory_policy');
    if (policy !== 'noeviction') {
      return failed(
        `maxmemory-policy is ${policy}, so that waiting frames can be evicted`,
        'Set `maxmemory-policy noeviction` in redis.conf or at your provider.',
      );
    }
    if (value('aof_enabled') !== '1') {
      return failed(
        'the append-only file is off, so that accepted frames are lost when Redis stops',
        'Set `appendonly yes` in redis.conf or at your provider.',
      );
    }
    return ok(`${value('redis_version')}, append-only file on, noeviction`);
  },
};
