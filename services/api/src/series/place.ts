import type {
  ClassSession,
  Course,
  Database,
  Placed,
  PlacedRule,
  Repositories,
  SessionSeries,
} from '@hadir/db';
import { occurrenceDays, spanDays } from '@hadir/domain';
import { AppError } from '@hadir/platform';
import { publish } from '../sessions/plan-session.ts';
import { sessionRule } from '../sessions/session-rule.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { resolveTimes } from './local-times.ts';

export type SeriesDeps = Pick<ApiDeps, 'database' | 'live' | 'timeZone'>;
type How = { readonly includePast?: boolean | undefined; readonly allowOverlap?: boolean | undefined };

/** Two years and some days: longer than any semester. */
const LONGEST_SPAN_DAYS = 800;
/** Five a week for two years. */
const MOST_OCCURRENCES = 520;

/** The days of the pattern with their instants and holidays. Throws `AppError('unprocessable')` for what is too long. */
async function patternDays(
  { holidays }: Pick<Database, 'holidays'>,
  series: SessionSeries,
  semesterId: string | null,
  timeZone: string,
) {
  if (spanDays(series.fromOn, series.toOn) > LONGEST_SPAN_DAYS) throw tooLong('days', LONGEST_SPAN_DAYS);
  const days = occurrenceDays(series);
  if (days.length > MOST_OCCURRENCES) throw tooLong('sessions', MOST_OCCURRENCES);
  const off = await holidays.between(series.fromOn, series.toOn, semesterId);
  return days.map((on) => ({
    on,
    ...resolveTimes(on, series, timeZone),
    holiday: off.find(({ startsOn, endsOn }) => startsOn <= on && on <= endsOn) ?? null,
  }));
}

/** In the transaction of what changed the series; throws RoomTaken. */
export async function placeSessions(
  repositories: Repositories,
  series: SessionSeries,
  course: Pick<Course, 'semesterId'>,
  { rule, timeZone, now = new Date(), ...how }: How & { rule: PlacedRule; timeZone: string; now?: Date },
): Promise<Placed> {
  const days = await patternDays(repositories, series, course.semesterId, timeZone);
  return repositories.series.place(series, { days, rule, now, ...how });
}

/** Once more, for a series whose holidays changed: what is missing is made whatever else is held in the room. */
export async function placeAgain(deps: SeriesDeps, series: SessionSeries): Promise<Placed | undefined> {
  const { database, timeZone } = deps;
  const course = await database.courses.find(series.courseId);
  if (!course) return undefined;
  const rule = await sessionRule(deps, course.id);
  return database.transaction(async (repositories) => {
    const held = await repositories.series.hold(series.id);
    if (!held) return undefined;
    return placeSessions(repositories, held, course, { rule, timeZone, allowOverlap: true });
  });
}

/** Tells pages that watch what became of which session. */
export async function publishPlaced(deps: Pick<ApiDeps, 'live'>, placed: Placed): Promise<void> {
  const told = (ids: readonly string[], change: Parameters<typeof publish>[2]) =>
    ids.map((id) => publish(deps, { id } as Pick<ClassSession, 'id'>, change));
  await Promise.all([
    ...told(placed.created, 'changed'),
    ...told(placed.changed, 'moved'),
    ...told([...placed.cancelled, ...placed.removed], 'cancelled'),
    ...told(placed.restored, 'restored'),
  ]);
}

/** How many of each. */
export function counted(placed: Placed) {
  return {
    created: placed.created.length,
    changed: placed.changed.length,
    cancelled: placed.cancelled.length,
    restored: placed.restored.length,
    removed: placed.removed.length,
    pastDays: placed.pastDays,
    holidays: placed.holidays,
  };
}

function tooLong(what: string, most: number): AppError {
  return new AppError('unprocessable', `toOn: a series has at most ${most} ${what}; make another`, {
    field: 'toOn',
  });
}
