import { DateTime } from 'luxon';

/** Days told from another day: weeks begin on Monday, and this week or month ends with that day. */
export const RELATIVE_DAYS = ['yesterday', 'last-week', 'this-week', 'last-month', 'this-month'] as const;
export type RelativeDays = (typeof RELATIVE_DAYS)[number];

/** The first and last campus day, `YYYY-MM-DD`, as seen from a moment. */
export function daysFrom(relative: RelativeDays, moment: Date, timeZone: string) {
  const today = DateTime.fromJSDate(moment, { zone: timeZone }).startOf('day');
  const [from, to] = spanFrom(relative, today);
  return { from: from.toFormat('yyyy-MM-dd'), to: to.toFormat('yyyy-MM-dd') };
}

function spanFrom(relative: RelativeDays, today: DateTime): readonly [DateTime, DateTime] {
  const unit = relative.endsWith('week') ? 'week' : 'month';
  if (relative === 'yesterday') return [today.minus({ days: 1 }), today.minus({ days: 1 })];
  if (relative.startsWith('this')) return [today.startOf(unit), today];
  const before = today.minus({ [unit]: 1 });
  return [before.startOf(unit), before.endOf(unit)];
}
