import type { ClassSession, Database, Page } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { toMoment } from '../shared/campus-time.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { ownCourses } from '../shared/own-courses.ts';
import type { SessionQuery } from './session-schemas.ts';

type Deps = Pick<ApiDeps, 'timeZone'> & {
  readonly database: Pick<Database, 'sessions' | 'courses' | 'rooms' | 'courseLecturers'>;
};

/** A page of sessions with what a reader needs to name them, for a lecturer of the courses taught alone. */
export async function listSessions(deps: Deps, query: SessionQuery, actor: Actor) {
  const { from, to, lecturerId, ...rest } = query;
  const page = await deps.database.sessions.list({
    ...rest,
    from: from === undefined ? undefined : toMoment(from, deps.timeZone, 'from'),
    to: to === undefined ? undefined : toMoment(to, deps.timeZone, 'to'),
    courseIds: await limitedTo(deps, lecturerId, actor),
  });
  return withNames(deps, page);
}

type LimitDeps = { readonly database: Pick<Database, 'courseLecturers'> };

/** The courses that a list is limited to: a lecturer's own, those of the lecturer asked for, or all. */
export async function limitedTo(
  deps: LimitDeps,
  lecturerId: string | undefined,
  actor: Actor,
): Promise<readonly string[] | undefined> {
  const own = await ownCourses(deps, actor);
  if (lecturerId === undefined) return own;
  const taught = await deps.database.courseLecturers.coursesOf(lecturerId);
  return own ? taught.filter((id) => own.includes(id)) : taught;
}

async function withNames({ database }: Deps, page: Page<ClassSession>) {
  const ids = (of: 'courseId' | 'roomId') => [...new Set(page.items.map((session) => session[of]))];
  const [courses, rooms, counts] = await Promise.all([
    database.courses.byIds(ids('courseId')),
    database.rooms.byIds(ids('roomId')),
    database.sessions.counts(page.items),
  ]);
  const none = { roster: 0, present: 0, late: 0, absent: 0, excused: 0 };
  return {
    nextCursor: page.nextCursor,
    items: page.items.map((session) => ({
      ...session,
      course: courses.get(session.courseId) ?? { code: '', name: '' },
      room: rooms.get(session.roomId) ?? { name: '' },
      counts: counts.get(session.id) ?? none,
    })),
  };
}
