import type { Route } from '@hadir/platform';
import { crudRoutes } from '../shared/crud-routes.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { Course, CourseChange, CourseQuery, NewCourse } from './course-schemas.ts';
import { rosterRoutes } from './roster-routes.ts';

export function courseRoutes(deps: Pick<ApiDeps, 'database' | 'announce'>): Route[] {
  const routes = crudRoutes(deps, {
    noun: 'course',
    plural: 'courses',
    order: 'by code',
    schemas: { query: CourseQuery, create: NewCourse, change: CourseChange, row: Course },
    verbs: ({ courses }) => courses,
    removal: 'Its roster goes with it. Refused while it has class sessions.',
  });
  return [...routes, ...rosterRoutes(deps)];
}
