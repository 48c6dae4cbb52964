import { jobs } from '@hadir/contracts';
import type { ScheduledJob } from '../../scheduled/scheduled-job.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** How long what was sent, and the events that it told of, can be looked up. */
const KEPT_DAYS = 30;
/** How long what was given up waits for somebody. */
const GIVEN_UP_DAYS = 90;
/** How long what a disabled channel has waiting waits for the channel. */
const DISABLED_DAYS = 30;

/** Gives up what waits for a disabled channel, and removes old deliveries and the events that no delivery names any more. */
export const pruneNotificationsJob: ScheduledJob = {
  job: jobs.pruneNotifications,
  cron: '40 19 * * *',
  async run({ database, log }) {
    const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);
    const before = {
      done: daysAgo(KEPT_DAYS),
      givenUp: daysAgo(GIVEN_UP_DAYS),
      waiting: daysAgo(DISABLED_DAYS),
    };
    log.info('notifications pruned', await database.notificationDeliveries.prune(before));
  },
};
