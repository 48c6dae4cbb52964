import type { EntityManager } from 'typeorm';
import type { Store } from '../connection/store.ts';
import { type Order, type Page, type PageRequest, pageOf, startOf } from '../page.ts';
import { type ClassSession, sessionTable } from '../tables/class-session.ts';
import { LONGEST_SESSION_MS } from './room-time.ts';

/** Sessions that share a moment: in one room, or expecting the same students. The one that starts first comes first. */
export type Conflict = {
  readonly kind: 'room' | 'students';
  readonly sessions: readonly [ClassSession, ClassSession];
  /** Those on both rosters; 0 of a conflict of rooms. */
  readonly students: number;
};
/** Of pairs whose later one starts at or after `from` and before `to`. */
export type ConflictList = PageRequest & {
  readonly from: Date;
  readonly to: Date;
  readonly kind?: Conflict['kind'] | undefined;
  /** One of the two is of these courses. */
  readonly courseIds?: readonly string[] | undefined;
};
export type SharedStudent = { readonly id: string; readonly number: string; readonly name: string };
export type FindOverlaps = (sessions: readonly ClassSession[]) => [ClassSession, ClassSession][];
export type Conflicts = ReturnType<typeof createConflicts>;

/** Sessions of one span: a month of a campus with 500 courses. */
const MOST_SESSIONS = 20_000;
const MOST_SHARED_SHOWN = 20;

const byStart: Order<Conflict> = {
  list: 'conflicts',
  kinds: ['moment', 'text', 'text', 'text'],
  keyOf: ({ sessions: [one, other], kind }) => [one.startsAt.toISOString(), one.id, other.id, kind],
};

export function createConflicts(store: Store) {
  return {
    /**
     * By start. All of the span is compared for each page, which the span keeps small. Throws RangeError for more than 20,000
     * sessions.
     */
    list: (request: ConflictList, findOverlaps: FindOverlaps): Promise<Page<Conflict>> =>
      store.read(async (manager) => {
        const pairs = findOverlaps(await sessionsIn(manager, request)).filter(
          (pair) => pair[1].startsAt >= request.from && concerns(pair, request),
        );
        const shared = request.kind === 'room' ? new Map<string, number>() : await sharedBy(manager, pairs);
        const found = pairs
          .flatMap((pair) => conflictsOf(pair, shared))
          .filter((each) => !request.kind || each.kind === request.kind);
        return pageAfter(found, request);
      }),
    /** The first 20 by number who are on both rosters. */
    sharedStudents: (courseId: string, otherId: string): Promise<SharedStudent[]> =>
      store.read((manager) =>
        manager.query(
          `SELECT s.id, s.number, s.name FROM roster_entries a
           JOIN roster_entries b ON b.course_id = ? AND b.student_id = a.student_id
           JOIN students s ON s.id = a.student_id
           WHERE a.course_id = ? ORDER BY s.number LIMIT ${MOST_SHARED_SHOWN}`,
          [otherId, courseId],
        ),
      ),
  };
}

/** Those that start in the span, and those that still run when it begins. */
async function sessionsIn(manager: EntityManager, { from, to }: ConflictList): Promise<ClassSession[]> {
  const sessions = await manager
    .createQueryBuilder(sessionTable, 's')
    .where("s.status = 'scheduled' AND s.startsAt >= :before AND s.startsAt < :to AND s.endsAt > :from", {
      before: new Date(from.getTime() - LONGEST_SESSION_MS),
      from,
      to,
    })
    .orderBy('s.startsAt')
    .addOrderBy('s.id')
    .limit(MOST_SESSIONS + 1)
    .getMany();
  if (sessions.length > MOST_SESSIONS)
    throw new RangeError(`more than ${MOST_SESSIONS} sessions; take a shorter span`);
  return sessions;
}

function concerns([one, other]: readonly [ClassSession, ClassSession], { courseIds }: ConflictList): boolean {
  return !courseIds || courseIds.includes(one.courseId) || courseIds.includes(other.courseId);
}

/** How many students each two courses share, of those that have sessions at once. */
async function sharedBy(
  manager: EntityManager,
  pairs: readonly (readonly [ClassSession, ClassSession])[],
): Promise<Map<string, number>> {
  const courses = [
    ...new Set(
      pairs.flatMap(([one, other]) =>
        one.courseId === other.courseId ? [] : [one.courseId, other.courseId],
      ),
    ),
  ];
  if (courses.length === 0) return new Map();
  const rows: { one: string; other: string; n: string }[] = await manager.query(
    `SELECT a.course_id AS one, b.course_id AS other, COUNT(*) AS n
     FROM roster_entries a JOIN roster_entries b ON b.student_id = a.student_id AND b.course_id > a.course_id
     WHERE a.course_id IN (?) AND b.course_id IN (?) GROUP BY a.course_id, b.course_id`,
    [courses, courses],
  );
  return new Map(rows.map(({ one, other, n }) => [coursesKey(one, other), Number(n)]));
}

function conflictsOf(
  sessions: [ClassSession, ClassSession],
  shared: ReadonlyMap<string, number>,
): Conflict[] {
  const [one, other] = sessions;
  const students = shared.get(coursesKey(one.courseId, other.courseId)) ?? 0;
  return [
    ...(one.roomId === other.roomId ? [{ kind: 'room' as const, sessions, students: 0 }] : []),
    ...(students > 0 ? [{ kind: 'students' as const, sessions, students }] : []),
  ];
}

function coursesKey(one: string, other: string): string {
  return one < other ? one + other : other + one;
}

function pageAfter(found: readonly Conflict[], request: ConflictList): Page<Conflict> {
  const start = startOf(byStart, request);
  const keyed = found.map((conflict) => ({ conflict, key: byStart.keyOf(conflict).join('\n') }));
  const sorted = keyed.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const rest = start ? sorted.filter(({ key }) => key > start.join('\n')) : sorted;
  return pageOf(
    byStart,
    request,
    rest.map(({ conflict }) => conflict),
  );
}
