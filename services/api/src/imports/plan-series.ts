import type { NewSeries, SessionSeries } from '@hadir/db';
import { occurrenceDays, spanDays } from '@hadir/domain';
import { exceptDays, type Pattern } from './meetings.ts';
import type { PlannedChange } from './plan.ts';
import { type Problem, problem } from './problem.ts';
import type { Found, TimetableGround } from './timetable-ground.ts';

/** A weekly row and the series that it stands for; `before` is null for one that is new. */
export type SeriesPlan = {
  readonly found: Found;
  readonly before: SessionSeries | null;
  readonly after: NewSeries;
};
type Paired = { readonly plans: readonly SeriesPlan[]; readonly leftOver: readonly SessionSeries[] };

/** Two years and some days, as series have it. */
const LONGEST_SPAN_DAYS = 800;
const DAY_NAMES = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/**
 * Pairs the weekly rows of a course with its series of one day a week: those that start at the same time first, then the others of
 * the same day in their order, so that a row whose time changed moves its series.
 */
export function pairSeries(
  rows: readonly Found[],
  series: readonly SessionSeries[],
  of: (found: Found) => NewSeries,
): Paired {
  const free = new Set(series.filter(isWeekly).toSorted(byStart));
  const pairOf = new Map<Found, SessionSeries>();
  const take = (fits: (found: Found, one: SessionSeries) => boolean): void => {
    for (const found of rows.toSorted((a, b) => (a.row.startsLocal < b.row.startsLocal ? -1 : 1))) {
      const one = pairOf.has(found) ? undefined : [...free].find((each) => fits(found, each));
      if (!one) continue;
      free.delete(one);
      pairOf.set(found, one);
    }
  };
  const isDay = ({ row }: Found, { weekdays }: SessionSeries): boolean => weekdays[0] === row.weekday;
  const isNow = (found: Found, { fromOn, toOn }: SessionSeries): boolean => {
    const wanted = of(found);
    return fromOn <= wanted.toOn && wanted.fromOn <= toOn;
  };
  take((found, one) => isDay(found, one) && isNow(found, one) && one.startsLocal === found.row.startsLocal);
  take((found, one) => isDay(found, one) && isNow(found, one));
  const plans = rows.map((found) => planOf(found, pairOf.get(found) ?? null, of(found)));
  return { plans, leftOver: [...free].filter((one) => rows.some((found) => isNow(found, one))) };
}

function isWeekly({ weekdays, everyWeeks }: SessionSeries): boolean {
  return weekdays.length === 1 && everyWeeks === 1;
}

function byStart(a: SessionSeries, b: SessionSeries): number {
  return a.startsLocal < b.startsLocal ? -1 : 1;
}

/** Days that were taken out of a series by hand stay out, unless the file names weeks. */
function planOf(found: Found, before: SessionSeries | null, wanted: NewSeries): SeriesPlan {
  const { weeks } = found.row;
  const exceptOn = weeks === undefined && before ? before.exceptOn : wanted.exceptOn;
  const { anchorOn, scope, allowOverlap } = before ?? wanted;
  return { found, before, after: { ...wanted, exceptOn, anchorOn, scope, allowOverlap } };
}

/** The series that a row asks for; a problem where its days are not known or too many. */
export function wantedSeries({ row, course, room }: Found, ground: TimetableGround): NewSeries | Problem {
  const semester = ground.semester(course);
  const [fromOn, toOn] = [row.from ?? semester?.startsOn, row.to ?? semester?.endsOn];
  const place = { row: row.row };
  if (fromOn === undefined || toOn === undefined) {
    const message = `course ${course.code} has no semester; write the first and the last day in the columns from and to`;
    return problem('no-semester', message, place);
  }
  if (fromOn > toOn) return problem('dates-reversed', `${toOn} is before ${fromOn}; mend from or to`, place);
  if (spanDays(fromOn, toOn) > LONGEST_SPAN_DAYS) {
    return problem('too-much', `from ${fromOn} to ${toOn} is longer than ${LONGEST_SPAN_DAYS} days`, place);
  }
  const { startsLocal, endsLocal, weekday = 1 } = row;
  const times = {
    weekdays: [weekday],
    startsLocal,
    endsLocal,
    fromOn,
    toOn,
    anchorOn: fromOn,
    everyWeeks: 1,
  };
  const pattern: Pattern = { ...times, exceptOn: [] };
  const exceptOn = row.weeks === undefined ? [] : exceptDays(pattern, row.weeks);
  if (occurrenceDays({ ...pattern, exceptOn }).length === 0) {
    const message = `there is no ${DAY_NAMES[weekday]} from ${fromOn} to ${toOn} in these weeks; mend the days`;
    return problem('no-meeting', message, place);
  }
  return { ...times, exceptOn, courseId: course.id, roomId: room.id, scope: 'roster', allowOverlap: 0 };
}

/** Undefined when the series is as the row wants it. */
export function seriesChange(
  { found, before, after }: SeriesPlan,
  roomName: (id: string) => string,
): PlannedChange | undefined {
  const { row, course } = found;
  const will = shown(after, roomName);
  const key = `${course.code} ${DAY_NAMES[row.weekday ?? 1]} ${after.startsLocal}`;
  if (!before) return { row: row.row, action: 'create', subject: 'series', key, before: null, after: will };
  const was = shown(before, roomName);
  const isSame = Object.keys(will).every((field) => was[field] === will[field]);
  if (isSame) return undefined;
  return { row: row.row, action: 'change', subject: 'series', key, before: was, after: will };
}

export function seriesRemoval(
  code: string,
  series: SessionSeries,
  roomName: (id: string) => string,
): PlannedChange {
  const key = `${code} ${DAY_NAMES[series.weekdays[0] ?? 1]} ${series.startsLocal}`;
  return {
    row: null,
    action: 'remove',
    subject: 'series',
    key,
    before: shown(series, roomName),
    after: null,
  };
}

function shown(series: NewSeries, roomName: (id: string) => string): Record<string, string | null> {
  return {
    room: roomName(series.roomId),
    start: series.startsLocal,
    end: series.endsLocal,
    from: series.fromOn,
    to: series.toOn,
    except: series.exceptOn.length > 0 ? series.exceptOn.join(' ') : null,
  };
}
