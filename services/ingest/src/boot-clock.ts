import { defineScript, type Redis } from '@hadir/platform';

export type BootClock = {
  /** Notes `offsetMs` (received − sentMono) for this boot of the device, and answers the least one noted in 30 days. */
  least(deviceId: string, bootId: string, offsetMs: number): Promise<number>;
};

const KEPT_SECONDS = 30 * 24 * 3600;

const leastLua = `
local known = redis.call('GET', KEYS[1])
if known and tonumber(known) <= tonumber(ARGV[1]) then
  redis.call('EXPIRE', KEYS[1], ARGV[2])
  return known
end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return ARGV[1]`;

/**
 * When a device without a set clock booted, in the server's time. Network delay can only make an offset greater, so the
 * least one seen is nearest to the truth, and a frame that comes with a much greater one was held back by somebody.
 */
export function createBootClock(redis: Redis): BootClock {
  const least = defineScript(redis, 'hadirLeastBootOffset', 1, leastLua);
  return {
    async least(deviceId, bootId, offsetMs) {
      return Number(await least([`hadir:boot:${deviceId}:${bootId}`], [offsetMs, KEPT_SECONDS]));
    },
  };
}
