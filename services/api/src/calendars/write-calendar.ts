import type { ClassSession, Course, Database, Room } from '@hadir/db';
import ICAL from 'ical.js';
import { DateTime } from 'luxon';
import { tzlib_get_ical_block } from 'timezones-ical-library';

type Deps = {
  readonly database: Pick<Database, 'sessions' | 'courses' | 'rooms'>;
  readonly timeZone: string;
};
export type CalendarRequest = Omit<Parameters<Database['sessions']['list']>[0] & object, 'limit' | 'cursor'>;

/** Sessions that one calendar has at most; a campus of 500 courses over half a year. */
const MOST_SESSIONS = 20_000;
const PAGE = 200;
const CRLF = '\r\n';

/**
 * The sessions as an iCalendar file in campus time, page after page, so that it takes a page's memory. A cancelled session is
 * there as STATUS:CANCELLED, so that a calendar that has it takes it off; what moved has a greater SEQUENCE.
 */
export async function* writeCalendar(deps: Deps, request: CalendarRequest): AsyncGenerator<string> {
  yield lines([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Hadir//Timetable//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
  ]);
  const zone = zoneBlock(deps.timeZone);
  if (zone !== undefined) yield zone;
  let cursor: string | null = null;
  let written = 0;
  do {
    const page: Awaited<ReturnType<Database['sessions']['list']>> = await deps.database.sessions.list({
      ...request,
      limit: PAGE,
      cursor,
    });
    yield await eventsOf(deps, page.items, zone !== undefined);
    written += page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== null && written < MOST_SESSIONS);
  yield lines(['END:VCALENDAR']);
}

async function eventsOf({ database, timeZone }: Deps, sessions: readonly ClassSession[], isLocal: boolean) {
  const [courses, rooms] = await Promise.all([
    database.courses.byIds([...new Set(sessions.map(({ courseId }) => courseId))]),
    database.rooms.byIds([...new Set(sessions.map(({ roomId }) => roomId))]),
  ]);
  return sessions
    .map((session) =>
      eventOf(session, courses.get(session.courseId), rooms.get(session.roomId), isLocal ? timeZone : null),
    )
    .join('');
}

function eventOf(
  session: ClassSession,
  course: Course | undefined,
  room: Room | undefined,
  zone: string | null,
): string {
  const event = new ICAL.Component('vevent');
  const changedAt = session.changedAt ?? session.createdAt;
  event.addPropertyWithValue('uid', `${session.id}@hadir`);
  event.addPropertyWithValue('dtstamp', utc(changedAt));
  event.addPropertyWithValue('last-modified', utc(changedAt));
  event.addPropertyWithValue('sequence', session.sequence);
  addTime(event, 'dtstart', session.startsAt, zone);
  addTime(event, 'dtend', session.endsAt, zone);
  event.addPropertyWithValue('summary', `${course?.code ?? ''} ${course?.name ?? ''}`.trim());
  if (course) event.addPropertyWithValue('categories', course.code);
  if (room) event.addPropertyWithValue('location', room.name);
  event.addPropertyWithValue('status', session.status === 'cancelled' ? 'CANCELLED' : 'CONFIRMED');
  if (session.cancelReason) event.addPropertyWithValue('comment', session.cancelReason);
  return event.toString() + CRLF;
}

function addTime(event: ICAL.Component, name: string, at: Date, zone: string | null): void {
  if (zone === null) {
    event.addPropertyWithValue(name, utc(at));
    return;
  }
  const local = DateTime.fromJSDate(at, { zone });
  const isSecond =
    local.getPossibleOffsets().length > 1 && local.getPossibleOffsets()[0]?.toMillis() !== at.getTime();
  // Of a local time that comes twice RFC 5545 knows only the first.
  if (isSecond) {
    event.addPropertyWithValue(name, utc(at));
    return;
  }
  const time = ICAL.Time.fromDateTimeString(local.toFormat("yyyy-MM-dd'T'HH:mm:ss"), undefined as never);
  event.addPropertyWithValue(name, time).setParameter('tzid', zone);
}

function utc(at: Date): ICAL.Time {
  return ICAL.Time.fromJSDate(at, true);
}

/** The rules of the zone; undefined when the library has none, and times are in UTC then. */
function zoneBlock(zone: string): string | undefined {
  const [block] = [tzlib_get_ical_block(zone)].flat();
  return block ? lines(block.split(/\r?\n/).filter(Boolean)) : undefined;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => text + CRLF).join('');
}
