import type { Cell } from './table/table.ts';

/** Days by the first letters of their names in English and Indonesian, and by number from Monday. */
const DAYS: readonly (readonly string[])[] = [
  ['monday', 'senin', '1'],
  ['tuesday', 'selasa', '2'],
  ['wednesday', 'rabu', '3'],
  ['thursday', 'kamis', '4'],
  ['friday', 'jumat', "jum'at", '5'],
  ['saturday', 'sabtu', '6'],
  ['sunday', 'minggu', 'ahad', '7'],
];
const MONTHS: readonly (readonly string[])[] = [
  ['january', 'januari'],
  ['february', 'februari', 'pebruari'],
  ['march', 'maret'],
  ['april'],
  ['may', 'mei'],
  ['june', 'juni'],
  ['july', 'juli'],
  ['august', 'agustus'],
  ['september'],
  ['october', 'oktober'],
  ['november', 'nopember'],
  ['december', 'desember'],
];
const LEAST_LETTERS = 3;
const DAY_MINUTES = 24 * 60;
export const MOST_WEEKS = 60;

/** 1 (Monday) to 7; undefined for what is no day. */
export function dayOf({ text }: Cell): number | undefined {
  const at = indexOf(DAYS, text.toLowerCase());
  return at < 0 ? undefined : at + 1;
}

/** `YYYY-MM-DD` of a date cell, an ISO date, `D/M/YYYY` (day first, as in Indonesia) or `2 March 2026`. */
export function dateOf({ text }: Cell): string | undefined {
  const [, y = '', m = '', d = ''] = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:T.*)?$/.exec(text) ?? [];
  if (y) return isoDate(Number(y), Number(m), Number(d));
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
  if (day) return isoDate(Number(year), Number(month), Number(day));
  const [, on = '', name = '', of = ''] = /^(\d{1,2})\s+(\p{L}+)\.?\s+(\d{4})$/u.exec(text) ?? [];
  return on ? isoDate(Number(of), indexOf(MONTHS, name.toLowerCase()) + 1, Number(on)) : undefined;
}

/** `HH:MM` of a time cell, `8:00`, `08.00`, `08:00:00` or a fraction of a day. */
export function timeOf({ text, kind }: Cell): string | undefined {
  if (kind === 'number') {
    const minutes = Math.round(Number(text) * DAY_MINUTES);
    return minutes > 0 && minutes < DAY_MINUTES && Number(text) < 1 ? clock(minutes) : undefined;
  }
  const [, hours, minutes] = /^(?:\d{4}-\d\d-\d\dT)?(\d{1,2})[:.](\d\d)(?::00)?$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59)
    return undefined;
  return `${hours.padStart(2, '0')}:${minutes}`;
}

/** `08:00-09:40`, with any dash or `s/d` between. */
export function timesOf({ text }: Cell): readonly [start: string, end: string] | undefined {
  const parts = text.split(/\s*(?:-|–|—|s\/d|sd|to)\s*/i);
  const [start, end] = parts.map((part) => timeOf({ text: part, kind: 'text' }));
  return parts.length === 2 && start && end ? [start, end] : undefined;
}

/** `1-7, 9-16`, ascending. */
export function weeksOf({ text }: Cell): readonly number[] | undefined {
  const weeks = new Set<number>();
  for (const part of text.split(/\s*[,;]\s*/)) {
    const [, first, last = first] = /^(\d{1,2})(?:\s*[-–]\s*(\d{1,2}))?$/.exec(part) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (!(from >= 1 && from <= to && to <= MOST_WEEKS)) return undefined;
    for (let week = from; week <= to; week += 1) weeks.add(week);
  }
  return [...weeks].toSorted((a, b) => a - b);
}

/** Several addresses stand between commas or semicolons. */
export function addressesOf({ text }: Cell): readonly string[] {
  const parts = text.toLowerCase().split(/[\s,;]+/);
  return [...new Set(parts.filter((part) => part !== ''))];
}

function indexOf(names: readonly (readonly string[])[], text: string): number {
  const fits = (name: string): boolean =>
    name === text || (text.length >= LEAST_LETTERS && name.startsWith(text));
  return names.findIndex((each) => each.some(fits));
}

function isoDate(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && year >= 1970;
  return isReal ? date.toISOString().slice(0, 10) : undefined;
}

function clock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
