import type { FrameOutcome } from '@hadir/contracts';
import { closeRedis, createLog, createRedis, subscribeOutcomes } from '@hadir/platform';

/** Hears of every outcome from now on. Answers how to stop. */
export async function followOutcomes(
  redisUrl: string,
  receive: (outcome: FrameOutcome) => void,
): Promise<() => Promise<void>> {
  const log = createLog({ service: 'demo', level: 'error', format: 'pretty', stream: process.stderr });
  const redis = createRedis(redisUrl, { role: 'subscriber', log });
  const subscription = await subscribeOutcomes(redis, receive);
  return async () => {
    await subscription.close();
    await closeRedis(redis);
  };
}
