import { AppError, defineRoute, type Route } from '@hadir/platform';
import { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse, ownCourses } from '../shared/own-courses.ts';
import { courseReaders } from '../shared/roles.ts';
import { Id, Instant, pageFields, pageOf } from '../shared/schemas.ts';
import { listAtRisk } from './list-at-risk.ts';

type Deps = Pick<ApiDeps, 'database'>;

const AtRiskQuery = z.strictObject({
  ...pageFields,
  courseId: Id.optional(),
  semesterId: Id.optional().describe('Courses of this semester; of all unless told.'),
  group: z.string().min(1).max(32).optional().describe('Only this part of the rosters.'),
  everybody: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Those who are not at risk as well: how a whole course stands.'),
});

const percent = z.number().nullable();
const AtRisk = z
  .object({
    course: z.object({ id: z.uuid(), code: z.string(), name: z.string() }),
    student: z.object({ id: z.uuid(), number: z.string(), name: z.string() }),
    groupName: z.string().nullable(),
    counts: z.object({ present: z.int(), late: z.int(), absent: z.int(), excused: z.int() }),
    counted: z.int().describe('Closed sessions that count for the student: those without an excuse.'),
    attended: z.number().describe('What of them was attended; being late counts as the rule says.'),
    percent: percent.describe('0 to 100; null while nothing counts.'),
    minimumPercent: percent,
    isAtRisk: z.boolean(),
    isLost: z.boolean().describe('The minimum cannot be reached any more.'),
    bestPercent: percent.describe('What is reached if every session that is left is attended.'),
    sessionsLeft: z.int(),
    needed: z.int().nullable().describe('Of those left so many must be attended to reach the minimum.'),
    atRiskSince: Instant.nullable().describe('When the closing of a session found it.'),
  })
  .meta({ id: 'AtRisk' });

export function atRiskRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/at-risk',
      summary: 'List students whose attendance is below the minimum of a course',
      description:
        'By course code and student number. Of sessions that are closed and not cancelled; being excused does not count at all.',
      tags: ['rules'],
      roles: courseReaders,
      schemas: { query: AtRiskQuery, response: pageOf('AtRiskPage', AtRisk) },
      refusals: ['not-found', 'bad-request'],
      handle: async ({ query: { everybody, ...query } }, { actor }) => {
        const { courseId } = query;
        if (courseId !== undefined) {
          found(await deps.database.courses.find(courseId), 'course');
          await assertOwnCourse(deps, actor, courseId);
        }
        const page = await listAtRisk(deps, {
          ...query,
          everybody: everybody === 'true',
          own: await ownCourses(deps, actor),
        });
        if (page) return page;
        const message = 'cursor: take it from nextCursor of the page before';
        throw new AppError('bad-request', message, { field: 'cursor' });
      },
    }),
  ];
}
