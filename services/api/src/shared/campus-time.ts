import { AppError } from '@hadir/platform';
import { DateTime } from 'luxon';

const HAS_OFFSET = /(?:Z|[+-]\d\d:\d\d)$/i;

/**
 * A moment given as an ISO instant (`2025-03-01T02:00:00Z`, `…+07:00`) or as campus time (`2025-03-01T09:00`). Campus time that
 * a clock change skips is refused; of campus time that comes twice the first is meant.
 */
export function toMoment(text: string, timeZone: string, field: string): Date {
  if (HAS_OFFSET.test(text)) return new Date(text);
  const local = DateTime.fromISO(text, { zone: timeZone });
  const skipped = local.toFormat("yyyy-MM-dd'T'HH:mm") !== text.slice(0, 16);
  if (!local.isValid || skipped) {
    const message = `${field}: there is no such time in ${timeZone}; give it with an offset`;
    throw new AppError('bad-request', message, { field });
  }
  const [first] = local.getPossibleOffsets();
  return (first ?? local).toJSDate();
}

/** The first moment of a campus day, `YYYY-MM-DD`; `daysLater` counts campus days, whatever their length. */
export function startOfDay(day: string, timeZone: string, daysLater = 0): Date {
  return DateTime.fromISO(day, { zone: timeZone }).plus({ days: daysLater }).startOf('day').toJSDate();
}

/** Campus time with its offset, to the second: `2025-03-01T09:00:00+07:00`. */
export function toCampusTime(moment: Date, timeZone: string): string {
  return DateTime.fromJSDate(moment, { zone: timeZone }).toISO({ suppressMilliseconds: true }) ?? '';
}
