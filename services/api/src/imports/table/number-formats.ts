import type { Cell } from './table.ts';

/** What a cell's format makes of its number. */
export type Format =
  | { readonly kind: 'plain' }
  | { readonly kind: 'padded'; readonly digits: number }
  | { readonly kind: 'moment'; readonly hasDate: boolean; readonly hasTime: boolean };

const plain: Format = { kind: 'plain' };
const DATE: Format = { kind: 'moment', hasDate: true, hasTime: false };
const TIME: Format = { kind: 'moment', hasDate: false, hasTime: true };
const BOTH: Format = { kind: 'moment', hasDate: true, hasTime: true };

type Range = readonly [from: number, to: number, format: Format];
/** Formats that every workbook has without writing them down (ECMA-376 part 1, 18.8.30). */
const BUILT_IN: readonly Range[] = [
  [14, 17, DATE],
  [18, 21, TIME],
  [22, 22, BOTH],
  [27, 31, DATE],
  [32, 35, TIME],
  [36, 36, DATE],
  [45, 47, TIME],
  [50, 58, DATE],
];

export function builtInFormat(id: number): Format {
  return BUILT_IN.find(([from, to]) => id >= from && id <= to)?.[2] ?? plain;
}

export function customFormat(code: string): Format {
  const bare = bareFormat(code);
  if (/^0+$/.test(bare)) return { kind: 'padded', digits: bare.length };
  if (/general/i.test(bare)) return plain;
  const hasDate = /[yd]|mmm/i.test(bare);
  const hasTime = /[hs]/i.test(bare);
  return hasDate || hasTime ? { kind: 'moment', hasDate, hasTime } : plain;
}

/** Text in quotes, escapes, colours, conditions and locales say nothing about dates; elapsed time (`[h]`) does. */
function bareFormat(code: string): string {
  const bare = code.replaceAll(/"[^"]*"|\\.|_.|\*./g, '').replaceAll(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '');
  return bare.split(';')[0] ?? '';
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Day 0 of the two calendars that workbooks count in. The first has a 29 February 1900 that never was. */
const EPOCH_1900_MS = Date.UTC(1899, 11, 30);
const EPOCH_1904_MS = Date.UTC(1904, 0, 1);
const LATEST_SERIAL = 2_958_466;

export function numberCell(stored: string, format: Format, is1904: boolean): Cell {
  const value = Number(stored);
  if (stored === '' || !Number.isFinite(value)) return { text: stored, kind: 'text' };
  if (format.kind === 'padded' && Number.isInteger(value) && value >= 0) {
    return { text: plainDigits(value).padStart(format.digits, '0'), kind: 'text' };
  }
  if (format.kind === 'moment' && value >= 0 && value < LATEST_SERIAL) {
    return { text: momentText(value, format, is1904), kind: 'moment' };
  }
  return { text: plainDigits(value), kind: 'number' };
}

function momentText(serial: number, { hasDate, hasTime }: Format & { kind: 'moment' }, is1904: boolean) {
  const epochMs = is1904 ? EPOCH_1904_MS : EPOCH_1900_MS;
  // To the second: a serial is a fraction of a day and comes a little off.
  const at = new Date(epochMs + Math.round((serial * DAY_MS) / 1000) * 1000).toISOString();
  const isWhole = Number.isInteger(serial);
  if (hasDate && (!hasTime || isWhole)) return at.slice(0, 10);
  return hasDate && serial >= 1 ? at.slice(0, 19) : at.slice(11, 19);
}

/** Without an exponent, which nobody writes in a student's number. */
function plainDigits(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : String(value);
}
