import { createHash } from 'node:crypto';
import type { ClassSession, ImportedPair, Repositories } from '@hadir/db';
import { AppError } from '@hadir/platform';
import type { CalendarItem, CalendarProblem } from './calendar-problem.ts';
import { categoriesOf, expandEvent, SEARCHED_TOO_LONG, summaryOf } from './expand-events.ts';
import { findClashes } from './find-clashes.ts';
import { createMatcher, type Fallback, type Matcher } from './match-places.ts';
import type { CalendarFile, EventGroup } from './read-calendar.ts';

export type ImportOptions = {
  readonly fallback: Fallback;
  readonly allowOverlap: boolean;
  readonly includePast: boolean;
  readonly now: Date;
};
/** What one date of the file says a session should be. */
export type Wanted = {
  readonly item: CalendarItem;
  readonly courseId: string;
  readonly roomId: string;
  readonly contentHash: string;
};
/**
 * `unchanged`: the file says what it said before, so that what people changed here stays. `kept`: the session has begun, and the
 * file says otherwise. `past`: it lies behind and was never here. `withdrawn`: its event is in the file and its date no longer.
 */
export type ImportStep =
  | { readonly kind: 'create'; readonly wanted: Wanted }
  | { readonly kind: 'past'; readonly wanted: Wanted }
  | {
      readonly kind: 'change' | 'cancel' | 'unchanged' | 'kept';
      readonly wanted: Wanted;
      readonly session: ClassSession;
    }
  | { readonly kind: 'withdraw'; readonly pair: ImportedPair };
export type ImportPlan = {
  readonly steps: readonly ImportStep[];
  readonly problems: readonly CalendarProblem[];
};

/** Events of one file that are searched for so long at most. */
const MOST_ENDLESS = 3;
/** What stands as the hash of a date that the file no longer has. */
export const WITHDRAWN = 'withdrawn';
/** The UID of what was exported from here. */
const OWN_UID = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@hadir$/;

type Known = Pick<Repositories, 'courses' | 'rooms' | 'semesters' | 'sessions' | 'importedSessions'>;
type Found = { readonly session: ClassSession; readonly contentHash: string | null };

/** Compares the file with what is here; writes nothing. */
export async function planImport(
  known: Known,
  file: CalendarFile,
  options: ImportOptions,
): Promise<ImportPlan> {
  const matcher = createMatcher(known, options.fallback);
  const { items, problems, broken } = await expandAll(file, matcher);
  const pairs = await known.importedSessions.ofUids(file.groups.map(({ uid }) => uid));
  const byKey = new Map(pairs.map((pair) => [keyOf(pair.origin), pair]));
  const steps: ImportStep[] = [];
  const places = new PlaceProblems();
  for (const item of items) {
    const wanted = await wantedOf(item, matcher, places);
    if (wanted) steps.push(stepOf(wanted, await findSession(known, item, byKey), options));
  }
  steps.push(...withdrawn(pairs, items, file, broken, options.now));
  const clashes = options.allowOverlap ? [] : await findClashes(known, steps);
  return { steps, problems: [...problems, ...places.all, ...clashes] };
}

async function expandAll({ groups, isCancellation }: CalendarFile, matcher: Matcher) {
  const items: CalendarItem[] = [];
  const problems: CalendarProblem[] = [];
  const broken = new Set<string>();
  for (const group of groups) {
    const lastDay = await lastDayOf(group, matcher);
    const expanded = expandEvent(group, isCancellation, lastDay);
    items.push(...expanded.items);
    problems.push(...expanded.problems);
    if (expanded.problems.length > 0) broken.add(group.uid);
    refuseEndless(problems);
  }
  return { items, problems, broken };
}

/** Each of these took a second, in which nobody else was answered. */
function refuseEndless(problems: readonly CalendarProblem[]): void {
  if (problems.filter(({ code }) => code === SEARCHED_TOO_LONG).length < MOST_ENDLESS) return;
  throw new AppError('unprocessable', 'file: its recurrence rules name days that hardly ever are', {
    field: 'file',
    reason: 'bad-calendar',
  });
}

async function lastDayOf({ masters }: EventGroup, matcher: Matcher): Promise<string | undefined> {
  const [master] = masters;
  if (!master?.hasProperty('rrule')) return undefined;
  return matcher.lastDayOf({ summary: summaryOf(master), categories: categoriesOf(master) });
}

/** One problem for each event and name, however many dates it has. */
class PlaceProblems {
  readonly all: CalendarProblem[] = [];
  private readonly told = new Set<string>();

  add({ uid, recurrence }: CalendarItem, code: string, message: string): void {
    const key = [uid, code, message].join('\n');
    if (this.told.has(key)) return;
    this.told.add(key);
    this.all.push({ uid, recurrence: recurrence || null, code, message });
  }
}

async function wantedOf(
  item: CalendarItem,
  matcher: Matcher,
  places: PlaceProblems,
): Promise<Wanted | undefined> {
  const [course, room] = [await matcher.courseOf(item), await matcher.roomOf(item)];
  if (!course) {
    places.add(item, 'unknown-course', `no course has a code in "${item.summary}" or its categories`);
  }
  if (!room) {
    const named = item.location === '' ? 'it has no LOCATION' : `there is no room "${item.location}"`;
    places.add(item, 'unknown-room', named);
  }
  if (!course || !room) return undefined;
  const said = [course.id, room.id, item.startsAt, item.endsAt, item.cancelled];
  const contentHash = createHash('sha256').update(JSON.stringify(said)).digest('hex');
  return { item, courseId: course.id, roomId: room.id, contentHash };
}

async function findSession(
  { sessions }: Known,
  item: CalendarItem,
  byKey: ReadonlyMap<string, ImportedPair>,
): Promise<Found | undefined> {
  const pair = byKey.get(keyOf(item));
  if (pair) return { session: pair.session, contentHash: pair.origin.contentHash };
  const [, own] = OWN_UID.exec(item.uid) ?? [];
  const session = own === undefined ? undefined : await sessions.find(own);
  return session && { session, contentHash: null };
}

function stepOf(wanted: Wanted, found: Found | undefined, { now, includePast }: ImportOptions): ImportStep {
  const { item } = wanted;
  if (!found) {
    const isMade = !item.cancelled && (item.startsAt > now || includePast);
    return isMade ? { kind: 'create', wanted } : { kind: 'past', wanted };
  }
  const { session } = found;
  if (isKnown(wanted, found)) return { kind: 'unchanged', wanted, session };
  if (session.startsAt <= now) return { kind: 'kept', wanted, session };
  return { kind: item.cancelled ? 'cancel' : 'change', wanted, session };
}

/** The file says what it said last time, or, of what was exported from here, what is here or was before. */
function isKnown({ item, courseId, roomId, contentHash }: Wanted, found: Found): boolean {
  if (found.contentHash !== null) return found.contentHash === contentHash;
  const { session } = found;
  if (item.sequence < session.sequence) return true;
  const isCancelled = session.status === 'cancelled';
  if (item.cancelled || isCancelled) return item.cancelled === isCancelled;
  const said = [courseId, roomId, item.startsAt.getTime(), item.endsAt.getTime()];
  const here = [session.courseId, session.roomId, session.startsAt.getTime(), session.endsAt.getTime()];
  return JSON.stringify(said) === JSON.stringify(here);
}

/** Dates that came from an event which the file has, without them. An event that cannot be read withdraws nothing. */
function withdrawn(
  pairs: readonly ImportedPair[],
  items: readonly CalendarItem[],
  { groups, isCancellation }: CalendarFile,
  broken: ReadonlySet<string>,
  now: Date,
): ImportStep[] {
  if (isCancellation) return [];
  const whole = new Set(
    groups.filter(({ uid, masters }) => masters.length > 0 && !broken.has(uid)).map(({ uid }) => uid),
  );
  const there = new Set(items.map(keyOf));
  return pairs
    .filter(({ origin }) => whole.has(origin.uid) && !there.has(keyOf(origin)))
    .filter(({ origin, session }) => origin.contentHash !== WITHDRAWN && session.startsAt > now)
    .map((pair) => ({ kind: 'withdraw', pair }));
}

function keyOf({ uid, recurrence }: Pick<CalendarItem, 'uid' | 'recurrence'>): string {
  return `${uid}\n${recurrence}`;
}
