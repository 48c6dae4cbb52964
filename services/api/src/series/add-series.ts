import type { Course, Database, NewSeries as SeriesRow, SessionSeries } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { sessionRule } from '../sessions/session-rule.ts';
import { audited } from '../shared/audited.ts';
import { created, found } from '../shared/found.ts';
import { counted, placeSessions, publishPlaced, type SeriesDeps } from './place.ts';
import type { NewSeries } from './series-schemas.ts';

/** Adds the series and makes its sessions, all or, when its room is taken at one time, none. */
export async function addSeries(deps: SeriesDeps, given: NewSeries, actor: Actor) {
  const { database, timeZone } = deps;
  const course = found(await database.courses.find(given.courseId), 'course');
  const row = await rowOf(database, given, course);
  const rule = await sessionRule(deps, course.id);
  const deed = {
    actor,
    action: 'series.create',
    subject: ({ series }: { readonly series: SessionSeries }) => series.id,
  };
  const { series, placed } = created(
    await audited(database, deed, async (all) => {
      const made = await all.series.create(row);
      const how = { rule, timeZone, includePast: given.includePast };
      return { series: made, placed: await placeSessions(all, made, course, how) };
    }),
  );
  await publishPlaced(deps, placed);
  return { series, sessions: counted(placed) };
}

async function rowOf(database: Database, given: NewSeries, course: Course): Promise<SeriesRow> {
  const { fromOn, toOn } = await spanOf(database, given, course);
  return {
    courseId: given.courseId,
    roomId: given.roomId,
    weekdays: given.weekdays,
    startsLocal: given.startsLocal,
    endsLocal: given.endsLocal,
    fromOn,
    toOn,
    anchorOn: fromOn,
    everyWeeks: given.everyWeeks ?? 1,
    exceptOn: [...new Set(given.exceptOn)].toSorted(),
    scope: given.scope ?? 'roster',
    allowOverlap: given.allowOverlap ? 1 : 0,
  };
}

/** The days given, else those of the course's semester. */
async function spanOf({ semesters }: Pick<Database, 'semesters'>, given: NewSeries, course: Course) {
  const semester = course.semesterId === null ? undefined : await semesters.find(course.semesterId);
  const fromOn = given.fromOn ?? semester?.startsOn;
  const toOn = given.toOn ?? semester?.endsOn;
  if (fromOn === undefined || toOn === undefined) {
    const field = fromOn === undefined ? 'fromOn' : 'toOn';
    throw new AppError('bad-request', `${field}: the course has no semester; name the day`, { field });
  }
  checkSpan({ fromOn, toOn });
  return { fromOn, toOn };
}

export function checkSpan({ fromOn, toOn }: { readonly fromOn: string; readonly toOn: string }): void {
  if (fromOn <= toOn) return;
  throw new AppError('bad-request', 'toOn: must not be before fromOn', { field: 'toOn' });
}
