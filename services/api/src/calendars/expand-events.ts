import ICAL from 'ical.js';
import { type CalendarItem, type CalendarProblem, EventFault } from './calendar-problem.ts';
import { dayOf, instantOf, textOf } from './calendar-time.ts';
import type { EventGroup } from './read-calendar.ts';
import { withinTime } from './time-limit.ts';

/** Dates that one recurring event has at most: five a week for two years. */
const MOST_DATES = 520;
const LONGEST_MS = 24 * 60 * 60 * 1000;
/** What the database keeps of a UID. */
const LONGEST_UID = 255;
/** A rule of a semester is spread in a few milliseconds. */
const LONGEST_SEARCH_MS = 1000;
/** The code of a problem that took so long to find that few may be in one file. */
export const SEARCHED_TOO_LONG = 'hardly-ever';
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

export type Expanded = { readonly items: CalendarItem[]; readonly problems: CalendarProblem[] };

/**
 * Every date of the event, with what is said of single dates. What cannot be used becomes a problem and no item. `lastDay` is
 * where a rule without an end ends; undefined when nothing tells one.
 */
export function expandEvent(
  group: EventGroup,
  isCancellation: boolean,
  lastDay: string | undefined,
): Expanded {
  const { uid, masters, exceptions } = group;
  const expanded: Expanded = { items: [], problems: [] };
  const attempt = (work: () => CalendarItem[]): void => {
    try {
      expanded.items.push(...work());
    } catch (error) {
      expanded.problems.push(problemOf(uid, error));
    }
  };
  const changed = new Map<string, CalendarItem>();
  for (const exception of exceptions) {
    attempt(() => {
      const item = exceptionOf(exception, isCancellation);
      changed.set(item.recurrence, item);
      return [];
    });
  }
  if (masters.length > 1) attempt(() => fault('duplicate-uid', 'two events have this UID'));
  const [master] = masters;
  if (master) {
    attempt(() => datesOf(master, isCancellation, lastDay).filter((item) => !changed.has(item.recurrence)));
  }
  expanded.items.push(...changed.values());
  return expanded;
}

function datesOf(
  event: ICAL.Component,
  isCancellation: boolean,
  lastDay: string | undefined,
): CalendarItem[] {
  const single = itemOf(event, '', isCancellation);
  if (!event.hasProperty('rrule') && !event.hasProperty('rdate')) return [single];
  const start = startOf(event);
  const first = start.getFirstValue() as ICAL.Time;
  for (const rule of event.getAllProperties('rrule')) checkRule(rule, first, lastDay);
  const dates = withinTime(LONGEST_SEARCH_MS, () => spread(event));
  if (!dates) return fault(SEARCHED_TOO_LONG, 'its RRULE names days that hardly ever are');
  const lastsMs = single.endsAt.getTime() - single.startsAt.getTime();
  const starts = new Map(dates.result.map((date) => instantOf(date, start)).map((at) => [at.getTime(), at]));
  return [...starts.values()].map((startsAt) => ({
    ...single,
    recurrence: startsAt.toISOString(),
    startsAt,
    endsAt: new Date(startsAt.getTime() + lastsMs),
  }));
}

/** The local times at which it starts, without those that are excepted. */
function spread(event: ICAL.Component): ICAL.Time[] {
  const wholeDays = exceptDays(event);
  const found: ICAL.Time[] = [];
  const dates = new ICAL.Event(event).iterator();
  for (let date = dates.next(); date; date = dates.next()) {
    if (found.length === MOST_DATES) fault('too-many-dates', `it recurs more than ${MOST_DATES} times`);
    if (!wholeDays.has(dayOf(date))) found.push(date.clone());
  }
  return found;
}

/** A rule without an end ends with the semester of its course; a day as the end means all of that day. */
function checkRule(property: ICAL.Property, start: ICAL.Time, lastDay: string | undefined): void {
  const rule = ruleOf(property);
  if (rule.until?.isDate) rule.until = endOfDay(dayOf(rule.until), start);
  if (rule.until || rule.count) return;
  if (lastDay === undefined) {
    fault('endless', 'its RRULE has no end and its course no semester; give it UNTIL or COUNT');
  } else rule.until = endOfDay(lastDay, start);
}

function ruleOf(property: ICAL.Property): ICAL.Recur {
  const rule = property.getFirstValue();
  if (!(rule instanceof ICAL.Recur)) return fault('bad-rule', 'its RRULE cannot be read');
  if (!FREQUENCIES.includes(rule.freq)) return fault('bad-rule', `a session does not recur ${rule.freq}`);
  return rule;
}

function endOfDay(day: string, { zone }: ICAL.Time): ICAL.Time {
  const [year, month, date] = day.split('-').map(Number);
  return new ICAL.Time({ year, month, day: date, hour: 23, minute: 59, second: 59, isDate: false }, zone);
}

function exceptionOf(event: ICAL.Component, isCancellation: boolean): CalendarItem {
  const property = event.getFirstProperty('recurrence-id');
  const of = property?.getFirstValue();
  if (!property || !(of instanceof ICAL.Time)) return fault('bad-time', 'its RECURRENCE-ID cannot be read');
  if (property.getParameter('range')) {
    fault('this-and-future', 'RANGE=THISANDFUTURE is not understood; export single changes');
  }
  if (of.isDate) fault('all-day', 'its RECURRENCE-ID is a day without a time');
  return itemOf(event, instantOf(of, property).toISOString(), isCancellation);
}

function itemOf(event: ICAL.Component, recurrence: string, isCancellation: boolean): CalendarItem {
  const uid = textOf(event, 'uid');
  if (uid === '') fault('no-uid', 'it has no UID, so it could not be found again');
  if (uid.length > LONGEST_UID) fault('long-uid', `its UID has more than ${LONGEST_UID} characters`);
  const { startsAt, endsAt } = timesOf(event);
  const sequence = Number(event.getFirstPropertyValue('sequence') ?? 0);
  return {
    uid,
    recurrence,
    sequence: Number.isInteger(sequence) ? sequence : 0,
    summary: summaryOf(event),
    categories: categoriesOf(event),
    location: textOf(event, 'location').trim(),
    startsAt,
    endsAt,
    cancelled: isCancellation || textOf(event, 'status').toUpperCase() === 'CANCELLED',
  };
}

export function summaryOf(event: ICAL.Component): string {
  return textOf(event, 'summary').trim();
}

export function categoriesOf(event: ICAL.Component): string[] {
  const values = event.getAllProperties('categories').flatMap((property) => property.getValues());
  return values.map((value) => String(value).trim());
}

function timesOf(event: ICAL.Component): { readonly startsAt: Date; readonly endsAt: Date } {
  const start = startOf(event);
  const first = start.getFirstValue();
  if (!(first instanceof ICAL.Time)) return fault('bad-time', 'its DTSTART cannot be read');
  if (first.isDate) fault('all-day', 'it has a day and no time; a session needs both');
  const startsAt = instantOf(first, start);
  const endsAt = endOf(event, startsAt);
  const lastsMs = endsAt.getTime() - startsAt.getTime();
  if (!(lastsMs > 0)) fault('no-length', 'it ends when it starts or before');
  if (lastsMs > LONGEST_MS) fault('too-long', 'it is longer than 24 hours');
  return { startsAt, endsAt };
}

function startOf(event: ICAL.Component): ICAL.Property {
  return event.getFirstProperty('dtstart') ?? fault('no-start', 'it has no DTSTART');
}

function endOf(event: ICAL.Component, startsAt: Date): Date {
  const property = event.getFirstProperty('dtend');
  const end = property?.getFirstValue();
  if (property && end instanceof ICAL.Time && !end.isDate) return instantOf(end, property);
  const duration = event.getFirstPropertyValue('duration');
  if (duration instanceof ICAL.Duration) return new Date(startsAt.getTime() + duration.toSeconds() * 1000);
  return fault('no-end', 'it has neither DTEND nor DURATION');
}

/** EXDATE as a day, which some calendars write of an event with a time: all of that day. */
function exceptDays(event: ICAL.Component): Set<string> {
  const values = event.getAllProperties('exdate').flatMap((property) => property.getValues());
  return new Set(
    values.filter((value) => value instanceof ICAL.Time && value.isDate).map((value) => dayOf(value)),
  );
}

function fault(code: string, message: string): never {
  throw new EventFault(code, message);
}

function problemOf(uid: string, error: unknown): CalendarProblem {
  const known = error instanceof EventFault;
  const message = error instanceof Error ? error.message.slice(0, 200) : 'it cannot be read';
  return { uid: uid || null, recurrence: null, code: known ? error.code : 'bad-event', message };
}
