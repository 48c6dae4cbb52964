import type { ChannelLanguage, EventFacts } from '@hadir/db';
import { DateTime } from 'luxon';
import type { Words } from './words.ts';

export type Speech = { readonly words: Words; readonly language: ChannelLanguage; readonly timeZone: string };

/** `Siti (S001)`. */
export function studentOf({ studentName, studentNumber }: EventFacts, { words }: Speech): string {
  return studentName === null ? words.somebody : `${studentName} (${studentNumber})`;
}

/** `Algebra (C1)`, or what is left of it. */
export function courseOf({ courseName, courseCode }: EventFacts): string {
  return courseName === null ? '–' : `${courseName} (${courseCode})`;
}

/** `Algebra (C1), Mon 3 Mar 09:00, A-101`. */
export function sessionOf(facts: EventFacts, speech: Speech): string {
  const { sessionStartsAt: startsAt, roomName } = facts;
  const parts = [courseOf(facts), startsAt && dayTime(startsAt, speech), roomName];
  return parts.filter((part) => part !== null).join(', ');
}

/** `Mon 3 Mar 09:00`, on the campus's clock. */
export function dayTime(at: Date | string, { timeZone, language }: Speech): string {
  const moment = typeof at === 'string' ? DateTime.fromISO(at) : DateTime.fromJSDate(at);
  return moment.setZone(timeZone).setLocale(language).toFormat('ccc d LLL HH:mm');
}

/** `09:00`, on the campus's clock. */
export function timeOf(at: string, { timeZone }: Speech): string {
  return DateTime.fromISO(at, { zone: timeZone }).toFormat('HH:mm');
}
