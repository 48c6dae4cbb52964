import type { NotificationChannel } from '@hadir/db';
import { DateTime } from 'luxon';

type Quiet = Pick<NotificationChannel, 'quietFrom' | 'quietUntil'>;

/**
 * When the quiet hours end that `at` lies in, by the campus's clock; undefined outside of them. From 22:00 until 06:00 goes across
 * midnight. Where the clock skips the end, it is the moment after the gap.
 */
export function quietUntil(
  { quietFrom, quietUntil: until }: Quiet,
  at: Date,
  zone: string,
): Date | undefined {
  if (quietFrom === null || until === null || quietFrom === until) return undefined;
  const local = DateTime.fromJSDate(at, { zone });
  const minute = local.hour * 60 + local.minute;
  const acrossMidnight = quietFrom > until;
  const isQuiet = acrossMidnight
    ? minute >= quietFrom || minute < until
    : minute >= quietFrom && minute < until;
  if (!isQuiet) return undefined;
  const day = acrossMidnight && minute >= quietFrom ? local.plus({ days: 1 }) : local;
  const end = day.startOf('day').set({ hour: Math.floor(until / 60), minute: until % 60 });
  return end.toJSDate();
}
