import { defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { readers, writers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { addToRoster } from './add-to-roster.ts';
import { RosterAdded, RosterAddition, RosterEntry, RosterParams } from './course-schemas.ts';

const path = '/v1/courses/:id/roster';
const tags = ['courses'];

export function rosterRoutes(deps: Pick<ApiDeps, 'database' | 'announce'>): Route[] {
  const { database, announce } = deps;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: "List a course's roster by student number",
      tags,
      roles: readers,
      schemas: { params: IdParams, query: PageQuery, response: pageOf('RosterPage', RosterEntry) },
      refusals: ['not-found'],
      handle: async ({ params, query }) => {
        found(await database.courses.find(params.id), 'course');
        return database.rosters.list(params.id, query);
      },
    }),
    defineRoute({
      method: 'post',
      path,
      summary: "Add students to a course's roster",
      description: 'Those already on it stay as they are, so a repeated call changes nothing.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: RosterAddition, response: RosterAdded },
      refusals: ['not-found', 'unprocessable'],
      handle: ({ params, body }, { actor }) => addToRoster(deps, params.id, body.studentIds, actor),
    }),
    defineRoute({
      method: 'delete',
      path: `${path}/:studentId`,
      summary: "Take a student off a course's roster",
      description: 'Attendance records of the course stay.',
      tags,
      roles: writers,
      schemas: { params: RosterParams },
      refusals: ['not-found'],
      handle: async ({ params: { id, studentId } }, { actor }) => {
        const deed = { actor, action: 'course.roster-remove', subject: id, details: { studentId } };
        found(await audited(database, deed, ({ rosters }) => rosters.remove(id, studentId)), 'roster entry');
        await announce.galleryChanged([id]);
        return undefined;
      },
    }),
  ];
}
