import type { Redis } from '@hadir/platform';
import type { Context } from '../command/context.ts';

/** Somebody waits at a prompt. */
const CONNECT_TIMEOUT_MS = 3000;

/** Redis of REDIS_URL, connected; closed with the command. Throws DependencyUnavailable. */
export async function openRedis(context: Context): Promise<Redis> {
  const { closeRedis, createLog, createRedis, redisReady } = await import('@hadir/platform');
  const log = createLog({ service: 'cli', level: 'error', format: 'pretty', stream: process.stderr });
  const redis = createRedis(context.settings.need('REDIS_URL'), { role: 'producer', log });
  context.closeLater({ close: () => closeRedis(redis) });
  await redisReady(redis, CONNECT_TIMEOUT_MS);
  return redis;
}
