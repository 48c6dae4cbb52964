import { type Actor, defineRoute, type Route, Streamed } from '@hadir/platform';
import { limitedTo } from '../sessions/list-sessions.ts';
import { toMoment } from '../shared/campus-time.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { courseReaders, writers } from '../shared/roles.ts';
import { CalendarQuery, TimetableFile, TimetableImport, TimetableImportQuery } from './calendar-schemas.ts';
import { type ImportDeps, importTimetable } from './import-timetable.ts';
import { receiveCalendar } from './receive-calendar.ts';
import { type CalendarRequest, writeCalendar } from './write-calendar.ts';

const tags = ['timetable'];
const DAY_MS = 86_400_000;
const PAST_DAYS = 60;
const AHEAD_DAYS = 366;

export function calendarRoutes(deps: ImportDeps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/timetable.ics',
      summary: 'Export sessions as an iCalendar file',
      description:
        'Of a course, a room, a semester, a lecturer, or all; at most 20,000. A lecturer gets those of the courses taught.',
      tags,
      roles: courseReaders,
      schemas: { query: CalendarQuery },
      streams: { 'text/calendar': 'One VEVENT for each session, cancelled ones included.' },
      refusals: ['not-found'],
      handle: async ({ query }, { actor }) => {
        const request = await requestOf(deps, query, actor);
        return new Streamed({
          contentType: 'text/calendar; charset=utf-8',
          headers: { 'Content-Disposition': 'attachment; filename="timetable.ics"' },
          chunks: writeCalendar(deps, request),
        });
      },
    }),
    defineRoute({
      method: 'post',
      path: '/v1/timetable/import',
      summary: 'Import sessions from an iCalendar file',
      description:
        'Send `text/calendar`, or a form with the file `file`. Unless `apply=true` it only says what it would do and lists every problem; while there is a problem nothing is written. Imported again, only what changed in the file changes here. The course is a category or the beginning of the SUMMARY that is its code, the room the LOCATION.',
      tags,
      roles: writers,
      schemas: { query: TimetableImportQuery, multipart: TimetableFile, response: TimetableImport },
      refusals: ['unprocessable', 'too-large', 'unsupported-media'],
      handle: async ({ query }, { actor, req, res }) =>
        importTimetable(deps, await receiveCalendar(req, res), query, actor),
    }),
  ];
}

async function requestOf(deps: ImportDeps, query: CalendarQuery, actor: Actor): Promise<CalendarRequest> {
  const { from, to, lecturerId, ...rest } = query;
  const { database, timeZone } = deps;
  if (query.courseId) {
    await assertOwnCourse(deps, actor, query.courseId);
    found(await database.courses.find(query.courseId), 'course');
  }
  if (query.roomId) found(await database.rooms.find(query.roomId), 'room');
  const now = Date.now();
  return {
    ...rest,
    from: from ? toMoment(from, timeZone, 'from') : new Date(now - PAST_DAYS * DAY_MS),
    to: to ? toMoment(to, timeZone, 'to') : new Date(now + AHEAD_DAYS * DAY_MS),
    courseIds: await limitedTo(deps, lecturerId, actor),
  };
}
