import { sealAuditJob } from '../audit/seal-audit.ts';
import { closeDueSessionsJob } from '../closing/close-due-sessions.ts';
import { watchDevicesJob } from '../devices/watch-devices.ts';
import { forgetImports } from '../imports/forget-imports.ts';
import { pruneNotificationsJob } from '../notifications/delivery/prune-notifications.ts';
import { sendDueReportsJob } from '../reports/schedules/send-due-reports.ts';
import { keepRetention } from '../retention/keep-retention.ts';
import { applyRulesJob } from '../rules/apply-past.ts';
import type { ScheduledJob } from './scheduled-job.ts';

/** Everything that the api does by the clock. */
export const scheduledJobs: readonly ScheduledJob[] = [
  sealAuditJob,
  closeDueSessionsJob,
  applyRulesJob,
  watchDevicesJob,
  pruneNotificationsJob,
  keepRetention,
  forgetImports,
  sendDueReportsJob,
];
