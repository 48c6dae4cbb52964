import { DateTime } from 'luxon';

export type DueTimes = {
  /** 1 Monday to 7 Sunday; null is every day. */
  readonly weekday: number | null;
  /** `HH:MM` on the campus's clock. */
  readonly atTime: string;
};

const LONGEST_WEEK = 8;

/**
 * The latest moment at or before `now` at which it was due: of times that were missed the newest alone counts. A time that a clock
 * change skips is due as much later; one that comes twice is due the first time.
 */
export function latestDue({ weekday, atTime }: DueTimes, now: Date, timeZone: string): Date {
  const today = DateTime.fromJSDate(now, { zone: timeZone });
  for (let back = 0; back <= LONGEST_WEEK; back++) {
    const due = at(today.minus({ days: back }), atTime);
    if ((weekday === null || due.weekday === weekday) && due.toJSDate() <= now) return due.toJSDate();
  }
  throw new RangeError(`no day of a week has ${atTime} on weekday ${weekday}`);
}

function at(day: DateTime, atTime: string): DateTime {
  const [hour = 0, minute = 0] = atTime.split(':').map(Number);
  const due = day.set({ hour, minute, second: 0, millisecond: 0 });
  const [first] = due.getPossibleOffsets();
  return first ?? due;
}
