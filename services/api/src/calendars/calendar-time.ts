import ICAL from 'ical.js';
import { IANAZone } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { momentAt } from '../series/local-times.ts';
import { EventFault } from './calendar-problem.ts';

const TIMES = ['dtstart', 'dtend', 'recurrence-id', 'exdate', 'rdate'];

/**
 * Gives every local time of the file a zone that its rules can be counted in: floating times are campus time, and a zone that
 * the file names without describing it is the IANA zone of that name.
 */
export function nameZones(calendar: ICAL.Component, campusZone: string): void {
  const known = new Set(calendar.getAllSubcomponents('vtimezone').map((zone) => textOf(zone, 'tzid')));
  for (const property of calendar.getAllSubcomponents('vevent').flatMap(timesOf)) {
    const zone = nameZone(property, campusZone);
    if (zone === undefined || known.has(zone) || !IANAZone.isValidZone(zone)) continue;
    describe(calendar, zone);
    known.add(zone);
  }
}

function timesOf(event: ICAL.Component): ICAL.Property[] {
  return TIMES.flatMap((name) => event.getAllProperties(name));
}

/** The instant that a time of the file means. `property` tells its zone. Throws EventFault for a zone that nobody describes. */
export function instantOf(time: ICAL.Time, property: ICAL.Property): Date {
  const zone = zoneOf(property);
  if (zone === undefined) return time.toJSDate();
  if (IANAZone.isValidZone(zone)) return momentAt(dayOf(time), clockOf(time), zone);
  if (time.zone?.tzid === zone) return time.toJSDate();
  throw new EventFault('unknown-zone', `nothing describes the time zone ${zone}`);
}

export function dayOf(time: ICAL.Time): string {
  return `${pad(time.year, 4)}-${pad(time.month)}-${pad(time.day)}`;
}

/** Undefined for a time in UTC, and for a day. Reads no value: a value keeps the zone that was known when it was first read. */
function nameZone(property: ICAL.Property, campusZone: string): string | undefined {
  const zone = zoneOf(property);
  const isFloating = property.type === 'date-time' && !String(property.toJSON()[3]).endsWith('Z');
  if (zone !== undefined || !isFloating) return zone;
  property.setParameter('tzid', campusZone);
  return campusZone;
}

function zoneOf(property: ICAL.Property): string | undefined {
  const zone = property.getParameter('tzid');
  return typeof zone === 'string' ? zone : undefined;
}

function describe(calendar: ICAL.Component, zone: string): void {
  const [block] = [tzlib_get_ical_block(zone)].flat();
  if (!block) return;
  calendar.addSubcomponent(new ICAL.Component(ICAL.parse(block)));
}

export function textOf(component: ICAL.Component, name: string): string {
  const value = component.getFirstPropertyValue(name);
  return typeof value === 'string' ? value : '';
}

function clockOf(time: ICAL.Time): string {
  return `${pad(time.hour)}:${pad(time.minute)}`;
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0');
}
