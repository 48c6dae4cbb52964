import type { Database, ExcuseChange, NewExcuse as NewRow } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import { startOfDay } from '../shared/campus-time.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import type { NewExcuse } from './excuse-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'timeZone' | 'live'>;
type Cover = Pick<NewRow, 'sessionId' | 'courseId' | 'fromAt' | 'toAt'>;

const LONGEST_MS = 366 * 24 * 60 * 60 * 1000;

/** Excuses a student before or after the fact; absences that it covers become excused at once. */
export async function addExcuse(deps: Deps, wanted: NewExcuse, actor: Actor): Promise<ExcuseChange> {
  const { database, live } = deps;
  const { studentId, kind, reason } = wanted;
  found(await database.students.find(studentId), 'student');
  const cover = await coverOf(deps, wanted);
  await checkCourse(database, actor, cover.courseId, studentId);
  const noAttachment = { attachmentKey: null, attachmentType: null, attachmentBytes: null };
  const changed = await database.excuses.create({
    id: database.excuses.newId(),
    ...{ studentId, ...cover, kind, reason },
    ...noAttachment,
    madeBy: actorName(actor),
  });
  for (const sessionId of changed.sessionIds) {
    await live.publish({ type: 'attendance', sessionId, studentId, status: 'excused', source: 'excuse' });
  }
  return changed;
}

async function coverOf({ database, timeZone }: Deps, wanted: NewExcuse): Promise<Cover> {
  const { sessionId, courseId, from = '', to = from } = wanted;
  if (sessionId === undefined) {
    const [fromAt, toAt] = [startOfDay(from, timeZone), startOfDay(to, timeZone, 1)];
    if (toAt.getTime() - fromAt.getTime() > LONGEST_MS)
      throw refused('to', 'must be at most a year after from');
    return { sessionId: null, courseId: courseId ?? null, fromAt, toAt };
  }
  const session = found(await database.sessions.find(sessionId), 'session');
  if (courseId !== undefined && courseId !== session.courseId) {
    throw refused('courseId', 'the session is one of another course');
  }
  return { sessionId, courseId: session.courseId, fromAt: session.startsAt, toAt: session.endsAt };
}

async function checkCourse(
  database: Pick<Database, 'courseLecturers' | 'rosters' | 'courses'>,
  actor: Actor,
  courseId: string | null,
  studentId: string,
): Promise<void> {
  if (courseId === null) {
    if (actor.role !== 'lecturer') return;
    throw new AppError('forbidden', 'courseId: lecturers excuse from their own courses; name one', {
      field: 'courseId',
    });
  }
  found(await database.courses.find(courseId), 'course');
  await assertOwnCourse({ database }, actor, courseId);
  if ((await database.rosters.coursesOf(studentId)).includes(courseId)) return;
  throw refused('studentId', 'is not on the roster of this course');
}

function refused(field: string, rule: string): AppError {
  return new AppError('unprocessable', `${field}: ${rule}`, { field });
}
