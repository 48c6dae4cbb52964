import type { Course, Placed, Repositories, SessionSeries } from '@hadir/db';
import { addDays } from '@hadir/domain';
import { type Actor, AppError } from '@hadir/platform';
import { sessionRule } from '../sessions/session-rule.ts';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { checkSpan } from './add-series.ts';
import { counted, placeSessions, publishPlaced, type SeriesDeps } from './place.ts';
import type { SeriesChange } from './series-schemas.ts';

type Changed = { readonly series: SessionSeries; readonly placed: Placed };
type Placing = Parameters<typeof placeSessions>[3] & { readonly now: Date };

/**
 * Changes every occurrence that has not begun, or with `followingFrom` those from that day on, which become a series of their
 * own that keeps their sessions. All or nothing; throws RoomTaken.
 */
export async function changeSeries(deps: SeriesDeps, id: string, change: SeriesChange, actor: Actor) {
  const { database, timeZone } = deps;
  const known = found(await database.series.find(id), 'series');
  const course = found(await database.courses.find(known.courseId), 'course');
  const rule = await sessionRule(deps, course.id);
  const how = { rule, timeZone, includePast: change.includePast, now: new Date() };
  const deed = {
    actor,
    action: 'series.update',
    subject: id,
    details: { fields: Object.keys(change).join(',') },
  };
  const changed = await audited(database, deed, async (all) => {
    const current = await all.series.hold(id);
    if (!current) return undefined;
    const { followingFrom } = change;
    return followingFrom === undefined || followingFrom <= current.fromOn
      ? changeAll(all, current, change, course, how)
      : changeFollowing(all, current, { ...change, followingFrom }, course, how);
  });
  const { series, placed } = found(changed, 'series');
  await publishPlaced(deps, placed);
  return { series, sessions: counted(placed) };
}

async function changeAll(
  all: Repositories,
  current: SessionSeries,
  change: SeriesChange,
  course: Course,
  how: Placing,
): Promise<Changed> {
  const next = changedRow(current, change);
  checkSpan(next);
  const series = found(await all.series.update(current.id, next), 'series');
  return { series, placed: await placeSessions(all, series, course, how) };
}

async function changeFollowing(
  all: Repositories,
  current: SessionSeries,
  change: SeriesChange & { readonly followingFrom: string },
  course: Course,
  how: Placing,
): Promise<Changed> {
  const { followingFrom } = change;
  if (followingFrom > current.toOn) {
    throw new AppError('bad-request', `followingFrom: the series ends on ${current.toOn}`, {
      field: 'followingFrom',
    });
  }
  const { id: _, createdAt: __, ...row } = changedRow(current, { fromOn: followingFrom, ...change });
  checkSpan(row);
  await all.series.update(current.id, { toOn: addDays(followingFrom, -1) });
  const series = await all.series.create(row);
  await all.series.handOver(current, series, followingFrom, how.now);
  return { series, placed: await placeSessions(all, series, course, how) };
}

function changedRow(current: SessionSeries, change: SeriesChange): SessionSeries {
  const { followingFrom: _, includePast: __, allowOverlap, ...fields } = change;
  const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return {
    ...current,
    ...given,
    ...(allowOverlap === undefined ? {} : { allowOverlap: allowOverlap ? 1 : 0 }),
  };
}
