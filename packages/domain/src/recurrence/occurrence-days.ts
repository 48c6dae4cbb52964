/** A weekly pattern on the campus calendar. Days are `YYYY-MM-DD`, and both ends belong to it. */
export type WeeklyPattern = {
  /** ISO days of the week: 1 is Monday, 7 Sunday. */
  readonly weekdays: readonly number[];
  readonly fromOn: string;
  readonly toOn: string;
  /** A day of the week that counts as the first; every n-th week from it is held. */
  readonly anchorOn: string;
  readonly everyWeeks: number;
  readonly exceptOn: readonly string[];
};

const DAY_MS = 86_400_000;
/** Monday 1970-01-05, so that day numbers count from the start of an ISO week. */
const FIRST_MONDAY = 4;

/** The days on which the pattern is held, ascending. Weeks are ISO weeks, which begin on Monday, as in RFC 5545 unless told. */
export function occurrenceDays(pattern: WeeklyPattern): string[] {
  const { weekdays, everyWeeks, exceptOn } = pattern;
  const excepted = new Set(exceptOn);
  const anchorWeek = weekOf(dayNumber(pattern.anchorOn));
  const days: string[] = [];
  for (let day = dayNumber(pattern.fromOn); day <= dayNumber(pattern.toOn); day += 1) {
    const isWeek = modulo(weekOf(day) - anchorWeek, everyWeeks) === 0;
    if (!isWeek || !weekdays.includes(weekdayOf(day))) continue;
    const text = dayText(day);
    if (!excepted.has(text)) days.push(text);
  }
  return days;
}

/** `days` days after `day`; before it when negative. */
export function addDays(day: string, days: number): string {
  return dayText(dayNumber(day) + days);
}

/** How many days lie from the one to the other, both included. */
export function spanDays(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from) + 1;
}

function dayNumber(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function weekOf(day: number): number {
  return Math.floor((day - FIRST_MONDAY) / 7);
}

function weekdayOf(day: number): number {
  return modulo(day - FIRST_MONDAY, 7) + 1;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
