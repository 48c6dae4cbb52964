import { watchDevicesJob } from '../devices/watch-devices.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** Everything that the api does by the clock. */
export const scheduledJobs: readonly ScheduledJob[] = [watchDevicesJob];
