import type { Actor, Route } from '@hadir/platform';
import { defineRoute } from '@hadir/platform';
import { limitedTo } from '../sessions/list-sessions.ts';
import { changeRoute, createRoute, type Resource, removeRoute } from '../shared/crud-routes.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { courseReaders } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { Course, CourseChange, CourseListItem, CourseQuery, NewCourse } from './course-schemas.ts';
import { lecturerRoutes } from './lecturer-routes.ts';
import { rosterRoutes } from './roster-routes.ts';

const schemas = { query: CourseQuery, create: NewCourse, change: CourseChange, row: Course };

export function courseRoutes(deps: Pick<ApiDeps, 'database' | 'announce'>): Route[] {
  const resource: Resource<typeof schemas> = {
    noun: 'course',
    plural: 'courses',
    order: 'by code',
    schemas,
    verbs: ({ courses }) => courses,
    removal: 'Its roster and its series go with it. Refused while it has class sessions.',
  };
  return [
    ...readRoutes(deps),
    createRoute(deps, resource),
    changeRoute(deps, resource),
    removeRoute(deps, resource),
    ...rosterRoutes(deps),
    ...lecturerRoutes(deps),
  ];
}

function readRoutes(deps: Pick<ApiDeps, 'database'>): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/courses',
      summary: 'List courses by code',
      description: 'A lecturer sees those taught.',
      tags: ['courses'],
      roles: courseReaders,
      schemas: { query: CourseQuery, response: pageOf('CoursePage', CourseListItem) },
      handle: ({ query }, { actor }) => listCourses(deps, query, actor),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/courses/:id',
      summary: 'Read a course',
      tags: ['courses'],
      roles: courseReaders,
      schemas: { params: IdParams, response: Course },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        await assertOwnCourse(deps, actor, id);
        return found(await deps.database.courses.find(id), 'course');
      },
    }),
  ];
}

async function listCourses(
  deps: Pick<ApiDeps, 'database'>,
  { lecturerId, ...query }: CourseQuery,
  actor: Actor,
) {
  const { courses } = deps.database;
  const ids = await limitedTo(deps, lecturerId, actor);
  const page = await courses.list({ ...query, ids });
  const counts = await courses.counts(page.items.map(({ id }) => id));
  const none = { students: 0, sessions: 0 };
  return {
    nextCursor: page.nextCursor,
    items: page.items.map((course) => ({ ...course, counts: counts.get(course.id) ?? none })),
  };
}
