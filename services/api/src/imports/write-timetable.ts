import type { Repositories, SessionSeries } from '@hadir/db';
import { addDays } from '@hadir/domain';
import { placeSessions } from '../series/place.ts';
import { sessionRule } from '../sessions/session-rule.ts';
import { actorName } from '../shared/audited.ts';
import { toCampusTime } from '../shared/campus-time.ts';
import { found } from '../shared/found.ts';
import type { WriteContext, Written } from './kinds.ts';
import type { SeriesPlan } from './plan-series.ts';
import type { SinglePlan } from './plan-singles.ts';
import type { TimetableWork } from './plan-timetable.ts';

/** In the transaction in which it was planned: that the rooms are free was seen there, so nothing asks again on the way. */
export async function writeTimetable(
  repositories: Repositories,
  work: TimetableWork,
  context: WriteContext,
): Promise<Written> {
  for (const { series } of work.remove) await endSeries(repositories, series, context);
  for (const plan of work.series) await writeSeries(repositories, plan, context);
  for (const plan of work.singles) await writeSingle(repositories, plan);
  for (const { courseId, userId } of work.lecturers) await repositories.courseLecturers.add(courseId, userId);
  await note(repositories, work, context);
  return { courseIds: [] };
}

async function writeSeries(
  repositories: Repositories,
  { found: { course }, before, after }: SeriesPlan,
  { timeZone, now }: WriteContext,
): Promise<void> {
  const series = before
    ? found(await repositories.series.update(before.id, after), 'series')
    : await repositories.series.create(after);
  const rule = await sessionRule({ database: repositories }, course.id);
  await placeSessions(repositories, series, course, { rule, timeZone, now, allowOverlap: true });
}

async function writeSingle(repositories: Repositories, { before, after }: SinglePlan): Promise<void> {
  const how = { allowOverlap: true };
  if (before) {
    await repositories.sessions.change(before.id, after, how);
    return;
  }
  const rule = await sessionRule({ database: repositories }, after.courseId);
  await repositories.sessions.plan({ ...after, ...rule }, how);
}

/** What has begun or has attendance stays, in a series that has ended. */
async function endSeries(
  { series: all }: Repositories,
  series: SessionSeries,
  { timeZone, now }: WriteContext,
): Promise<void> {
  const rule = {
    opensBeforeMinutes: 0,
    lateAfterMinutes: 0,
    closesAfterMinutes: null,
    earlyLeaveMinutes: null,
    requiredSightings: null,
  };
  await all.place(series, { days: [], rule, now });
  if ((await all.countSessions(series.id)) === 0) {
    await all.remove(series.id);
    return;
  }
  const yesterday = addDays(toCampusTime(now, timeZone).slice(0, 10), -1);
  if (yesterday < series.toOn) await all.update(series.id, { toOn: yesterday });
}

/** One entry for each course: the import's own tells all figures. */
async function note({ audit }: Repositories, work: TimetableWork, { actor }: WriteContext): Promise<void> {
  const courseIds = [
    ...work.series.map(({ after }) => after.courseId),
    ...work.singles.map(({ after }) => after.courseId),
    ...work.remove.map(({ course }) => course.id),
    ...work.lecturers.map(({ courseId }) => courseId),
  ];
  for (const courseId of new Set(courseIds)) {
    const times = (rows: readonly { readonly after: { readonly courseId: string } }[]): number =>
      rows.filter(({ after }) => after.courseId === courseId).length;
    await audit.append({
      actor: actorName(actor),
      action: 'course.timetable-import',
      subjectType: 'course',
      subjectId: courseId,
      details: {
        series: times(work.series),
        sessions: times(work.singles),
        removed: work.remove.filter(({ course }) => course.id === courseId).length,
      },
    });
  }
}
