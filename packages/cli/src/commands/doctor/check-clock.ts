import { openRedis } from '../../settings/open-redis.ts';
import { type Check, failed, ok } from './check.ts';

/** ingest refuses frames that are more than 300 s off, so a tenth of it is time to act. */
const MOST_SECONDS = 30;

/** Clocks of this machine and of Redis's; services on several machines must agree on the time. */
export const checkClock: Check = {
  name: 'Clock',
  fix: 'Start Redis first: its clock is compared with the one of this machine.',
  async run(context) {
    const redis = await openRedis(context);
    const before = Date.now();
    const [seconds, microseconds] = await redis.time();
    const here = (before + Date.now()) / 2;
    const apartSeconds = Math.abs(Number(seconds) * 1000 + Number(microseconds) / 1000 - here) / 1000;
    const apart = `${apartSeconds.toFixed(1)} s from the clock of Redis`;
    if (apartSeconds <= MOST_SECONDS) return ok(apart);
    return failed(apart, 'Turn on time synchronisation (NTP) on both machines.');
  },
};

export const checkTimeZone: Check = {
  name: 'Campus time zone',
  fix: 'Set CAMPUS_TIME_ZONE to an IANA name such as Asia/Jakarta.',
  run: async ({ time }) => ok(`${time.zone}, where it is ${time.dateTime(new Date())}`),
};
