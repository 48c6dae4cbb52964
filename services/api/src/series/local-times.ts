import { DateTime } from 'luxon';

/** `HH:MM` of the campus clock. */
export type LocalTimes = { readonly startsLocal: string; readonly endsLocal: string };

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/**
 * When a session is held that starts on `day` of the campus calendar. An end that is not later than the start lies on the next
 * day. As RFC 5545 (3.3.5) has it, a time that comes twice means the first, and one that the clocks skip means as long after
 * the change as it lies behind the last hour before: 02:30 becomes 03:30. A session whose start is skipped keeps its length.
 */
export function resolveTimes(
  day: string,
  times: LocalTimes,
  timeZone: string,
): { startsAt: Date; endsAt: Date } {
  const startsAt = momentOf(day, times.startsLocal, timeZone);
  const planned = lengthMinutes(times) * MINUTE_MS;
  if (startsAt.isSkipped) return { startsAt: startsAt.at, endsAt: new Date(startsAt.at.getTime() + planned) };
  const { at } = momentOf(endDay(day, times), times.endsLocal, timeZone);
  return { startsAt: startsAt.at, endsAt: at };
}

/** By the clock on the wall, as on a day on which no clock changes. */
export function lengthMinutes({ startsLocal, endsLocal }: LocalTimes): number {
  const length = minutesOf(endsLocal) - minutesOf(startsLocal);
  return length > 0 ? length : length + DAY_MINUTES;
}

function endDay(day: string, { startsLocal, endsLocal }: LocalTimes): string {
  if (endsLocal > startsLocal) return day;
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? day;
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5));
}

/** The instant of a campus time, by the same rules. */
export function momentAt(day: string, time: string, timeZone: string): Date {
  return momentOf(day, time, timeZone).at;
}

function momentOf(
  day: string,
  time: string,
  timeZone: string,
): { readonly at: Date; readonly isSkipped: boolean } {
  const local = DateTime.fromISO(`${day}T${time}`, { zone: timeZone });
  const isSkipped = local.toFormat("yyyy-MM-dd'T'HH:mm") !== `${day}T${time}`;
  if (isSkipped) return { at: afterGap(day, time, timeZone), isSkipped };
  const [first = local] = local.getPossibleOffsets();
  return { at: first.toJSDate(), isSkipped };
}

/** By the offset that was in force before the clocks were put forward. */
function afterGap(day: string, time: string, timeZone: string): Date {
  const asUtc = DateTime.fromISO(`${day}T${time}`, { zone: 'utc' });
  const before = asUtc.minus({ days: 1 }).setZone(timeZone, { keepLocalTime: true });
  return asUtc.minus({ minutes: before.offset }).toJSDate();
}
