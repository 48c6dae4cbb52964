import type { ClassSession, Conflict } from '@hadir/db';
import { findOverlaps } from '@hadir/domain';
import { type Actor, AppError, defineRoute, type Route } from '@hadir/platform';
import { z } from 'zod';
import { startOfDay, toCampusTime } from '../shared/campus-time.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { ownCourses } from '../shared/own-courses.ts';
import { courseReaders } from '../shared/roles.ts';
import { Day, Id, Instant, pageFields, pageOf } from '../shared/schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'timeZone'>;

const DAYS_AHEAD = 14;
const LONGEST_DAYS = 62;
const DAY_MS = 86_400_000;

const ConflictQuery = z.strictObject({
  ...pageFields,
  from: Day.optional().describe(
    'Pairs whose later session starts on this campus day or later; today unless told.',
  ),
  to: Day.optional().describe('And on this one at the latest; two weeks unless told, 62 days at most.'),
  kind: z.enum(['room', 'students']).optional(),
  courseId: Id.optional().describe('One of the two is of this course.'),
});
type ConflictQuery = z.output<typeof ConflictQuery>;

const ConflictingSession = z.object({
  id: z.uuid(),
  courseId: z.uuid(),
  roomId: z.uuid(),
  courseCode: z.string(),
  roomName: z.string(),
  startsAt: Instant,
  endsAt: Instant,
});
const ConflictView = z
  .object({
    kind: z.enum(['room', 'students']),
    sessions: z.array(ConflictingSession).describe('Two that share a moment; the one that starts first.'),
    students: z.object({
      count: z.int().describe('On both rosters; 0 of a room that has two sessions.'),
      items: z
        .array(z.object({ id: z.uuid(), number: z.string(), name: z.string() }))
        .describe('The first 20 by number.'),
    }),
  })
  .meta({ id: 'Conflict' });

export function conflictRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/conflicts',
      summary: 'List sessions that are held at once in one room or for the same students',
      description:
        'By start; cancelled sessions conflict with nothing. A lecturer sees conflicts of the courses taught.',
      tags: ['timetable'],
      roles: courseReaders,
      schemas: { query: ConflictQuery, response: pageOf('ConflictPage', ConflictView) },
      handle: ({ query }, { actor }) => listConflicts(deps, query, actor),
    }),
  ];
}

async function listConflicts(deps: Deps, query: ConflictQuery, actor: Actor) {
  const { database } = deps;
  const page = await database.conflicts
    .list(
      { ...query, ...spanOf(query, deps.timeZone), courseIds: await concerned(deps, query, actor) },
      findOverlaps,
    )
    .catch(tooMany);
  const sessions = page.items.flatMap((conflict) => [...conflict.sessions]);
  const [courses, rooms] = await Promise.all([
    database.courses.byIds([...new Set(sessions.map(({ courseId }) => courseId))]),
    database.rooms.byIds([...new Set(sessions.map(({ roomId }) => roomId))]),
  ]);
  const view = ({ id, courseId, roomId, startsAt, endsAt }: ClassSession) => {
    const names = { courseCode: courses.get(courseId)?.code ?? '', roomName: rooms.get(roomId)?.name ?? '' };
    return { id, courseId, roomId, ...names, startsAt, endsAt };
  };
  const shared = await sharedStudents(deps, page.items);
  const items = page.items.map((conflict) => ({
    kind: conflict.kind,
    sessions: conflict.sessions.map(view),
    students: { count: conflict.students, items: shared.get(keyOf(conflict)) ?? [] },
  }));
  return { items, nextCursor: page.nextCursor };
}

type Shared = Awaited<ReturnType<ApiDeps['database']['conflicts']['sharedStudents']>>;

/** Of each two courses once, however often their sessions meet. */
async function sharedStudents({ database }: Deps, conflicts: readonly Conflict[]) {
  const found = new Map<string, Shared>();
  for (const conflict of conflicts) {
    const [one, other] = conflict.sessions;
    if (conflict.kind !== 'students' || found.has(keyOf(conflict))) continue;
    found.set(keyOf(conflict), await database.conflicts.sharedStudents(one.courseId, other.courseId));
  }
  return found;
}

function keyOf({ kind, sessions: [one, other] }: Conflict): string {
  return kind === 'room' ? '' : [one.courseId, other.courseId].toSorted().join(' ');
}

async function concerned(deps: Deps, { courseId }: ConflictQuery, actor: Actor) {
  const own = await ownCourses(deps, actor);
  if (courseId === undefined) return own;
  return own && !own.includes(courseId) ? [] : [courseId];
}

function spanOf({ from, to }: ConflictQuery, timeZone: string): { readonly from: Date; readonly to: Date } {
  const first = from ?? toCampusTime(new Date(), timeZone).slice(0, 10);
  const start = startOfDay(first, timeZone);
  const end = to === undefined ? startOfDay(first, timeZone, DAYS_AHEAD) : startOfDay(to, timeZone, 1);
  const days = (end.getTime() - start.getTime()) / DAY_MS;
  if (days <= 0) throw new AppError('bad-request', 'to: must not be before from', { field: 'to' });
  // An hour more, for the day on which clocks are put back.
  if (days > LONGEST_DAYS + 1 / 24) {
    throw new AppError('bad-request', `to: at most ${LONGEST_DAYS} days after from`, { field: 'to' });
  }
  return { from: start, to: end };
}

function tooMany(error: unknown): never {
  if (error instanceof RangeError) throw new AppError('bad-request', `to: ${error.message}`, { field: 'to' });
  throw error;
}
