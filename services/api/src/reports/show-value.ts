import type { ReportLanguage } from '@hadir/db';
import { DateTime } from 'luxon';
import type { ColumnKind, Value } from './report-document.ts';
import { wordFor } from './report-texts.ts';

type Place = { readonly lang: ReportLanguage; readonly timeZone: string };

/** A value as people of this language read it. */
export function showValue(value: Value, kind: ColumnKind, { lang, timeZone }: Place): string {
  if (value === null) return '';
  if (value instanceof Date) {
    const there = DateTime.fromJSDate(value, { zone: timeZone }).setLocale(lang);
    return there.toFormat(kind === 'time' ? 'HH:mm' : 'd LLL yyyy HH:mm');
  }
  if (typeof value === 'boolean') return wordFor(lang, value ? 'yes' : 'no');
  return typeof value === 'number' ? showNumber(value, kind, lang) : showText(value, kind, lang);
}

function showText(value: string, kind: ColumnKind, lang: ReportLanguage): string {
  if (kind === 'day') return showDay(value, lang);
  if (kind === 'status') return wordFor(lang, value);
  return kind === 'mark' ? wordFor(lang, `mark.${value}`) : value;
}

/** `Senin, 2 Maret 2026` */
export function showLongDay(day: string, lang: ReportLanguage): string {
  return DateTime.fromISO(day, { zone: 'UTC', locale: lang }).toFormat('cccc, d LLLL yyyy');
}

export function showDay(day: string, lang: ReportLanguage): string {
  return DateTime.fromISO(day, { zone: 'UTC', locale: lang }).toFormat('d LLL yyyy');
}

function showNumber(value: number, kind: ColumnKind, lang: ReportLanguage): string {
  const digits = { percent: 1, score: 3 }[kind as string] ?? 0;
  return new Intl.NumberFormat(lang, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value);
}
