import { AppError } from '@hadir/platform';
import ICAL from 'ical.js';
import { nameZones, textOf } from './calendar-time.ts';

/** Events that one file has at most. */
const MOST_EVENTS = 5000;

/** One event with what changes single dates of it. */
export type EventGroup = {
  readonly uid: string;
  /** Events that are not for one date of another: one, or the file is wrong. */
  readonly masters: readonly ICAL.Component[];
  readonly exceptions: readonly ICAL.Component[];
};
export type CalendarFile = {
  readonly groups: readonly EventGroup[];
  /** The whole file takes its events back. */
  readonly isCancellation: boolean;
  readonly events: number;
};

/** Reads an iCalendar file (RFC 5545). Throws `AppError('unprocessable')` for what is none. */
export function readCalendar(text: string, campusZone: string): CalendarFile {
  const calendars = parse(text);
  const events = calendars.flatMap((calendar) => {
    nameZones(calendar, campusZone);
    return calendar.getAllSubcomponents('vevent');
  });
  if (events.length === 0) throw refused('it has no events');
  if (events.length > MOST_EVENTS) throw refused(`it has more than ${MOST_EVENTS} events; split it`);
  const isCancellation = calendars.every((calendar) => textOf(calendar, 'method').toUpperCase() === 'CANCEL');
  return { groups: groupsOf(events), isCancellation, events: events.length };
}

function parse(text: string): ICAL.Component[] {
  try {
    const parsed: unknown = ICAL.parse(text.replace(/^\uFEFF/, ''));
    const all = Array.isArray(parsed) && Array.isArray(parsed[0]) ? parsed : [parsed];
    const calendars = all.map((each) => new ICAL.Component(each as [string, unknown[], unknown[]] as never));
    if (calendars.some(({ name }) => name !== 'vcalendar')) throw refused('it holds no VCALENDAR');
    return calendars;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw refused(error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read');
  }
}

function groupsOf(events: readonly ICAL.Component[]): EventGroup[] {
  const byUid = new Map<string, { masters: ICAL.Component[]; exceptions: ICAL.Component[] }>();
  for (const event of events) {
    const uid = textOf(event, 'uid');
    const group = byUid.get(uid) ?? { masters: [], exceptions: [] };
    (event.hasProperty('recurrence-id') ? group.exceptions : group.masters).push(event);
    byUid.set(uid, group);
  }
  return [...byUid].map(([uid, group]) => ({ uid, ...group }));
}

function refused(why: string): AppError {
  return new AppError('unprocessable', `this is no iCalendar file that can be used: ${why}`, {
    field: 'file',
    reason: 'bad-calendar',
  });
}
