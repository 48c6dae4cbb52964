import { DateTime } from 'luxon';

export type SessionTimes = { readonly startsAt: Date; readonly endsAt: Date };
export type TimesRule = {
  readonly timeZone: string;
  /** `HH:MM`; given, they hold for every session. */
  readonly starts: string | undefined;
  readonly ends: string | undefined;
};

/** For a session that nobody attended and whose date has no time. */
const USUAL_START = '08:00';
const USUAL_MINUTES = 100;
const STEP_MINUTES = 5;
const LONGEST_HOURS = 24;

/**
 * When a session was held of which the old system kept a date alone: as told; else from its date's time of day, where it has one;
 * else from the first attendance of that day, rounded down to five minutes. It lasts 100 minutes, or to the last attendance where that
 * is later. Undefined for a date that cannot be read.
 */
export function sessionTimes(
  date: string,
  attended: readonly Date[],
  { timeZone, starts, ends }: TimesRule,
): SessionTimes | undefined {
  const at = readMoment(date, timeZone);
  if (!at) return undefined;
  const day = at.startOf('day');
  const ofDay = attended
    .map((each) => DateTime.fromJSDate(each, { zone: timeZone }))
    .filter((each) => each.hasSame(day, 'day'))
    .toSorted((a, b) => a.toMillis() - b.toMillis());
  const said = at > day ? at : undefined;
  const start = starts ? onClock(day, starts) : (said ?? floor(ofDay[0]) ?? onClock(day, USUAL_START));
  const last = ofDay.at(-1);
  const usualEnd = start.plus({ minutes: USUAL_MINUTES });
  const end = ends ? onClock(day, ends) : last && last > usualEnd ? ceil(last) : usualEnd;
  const isHeld = end > start && end <= start.plus({ hours: LONGEST_HOURS });
  return { startsAt: start.toJSDate(), endsAt: (isHeld ? end : usualEnd).toJSDate() };
}

/** A moment of the old system's clock, which wrote no zone. */
export function readMoment(text: string, timeZone: string): DateTime | undefined {
  const zone = { zone: timeZone };
  const read = [DateTime.fromSQL(text, zone), DateTime.fromISO(text, zone)];
  return read.find((each) => each.isValid)?.setZone(timeZone);
}

function onClock(day: DateTime, time: string): DateTime {
  return day.set({ hour: Number(time.slice(0, 2)), minute: Number(time.slice(3, 5)) });
}

function floor(at: DateTime | undefined): DateTime | undefined {
  return at?.startOf('minute').minus({ minutes: at.minute % STEP_MINUTES });
}

function ceil(at: DateTime): DateTime {
  const down = floor(at) ?? at;
  return down < at ? down.plus({ minutes: STEP_MINUTES }) : at;
}
