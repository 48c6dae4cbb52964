import { defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { courseReaders, writers } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { addToRoster } from './add-to-roster.ts';
import {
  GroupedEntry,
  RosterAdded,
  RosterAddition,
  RosterEntry,
  RosterGrouping,
  RosterGroups,
  RosterParams,
  RosterQuery,
} from './course-schemas.ts';

const path = '/v1/courses/:id/roster';
const tags = ['courses'];

type Deps = Pick<ApiDeps, 'database' | 'announce'>;

export function rosterRoutes(deps: Deps): Route[] {
  return [...readRoutes(deps), ...writeRoutes(deps)];
}

function readRoutes(deps: Deps): Route[] {
  const { database } = deps;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: "List a course's roster by student number",
      tags,
      roles: courseReaders,
      schemas: { params: IdParams, query: RosterQuery, response: pageOf('RosterPage', RosterEntry) },
      refusals: ['not-found'],
      handle: async ({ params, query }, { actor }) => {
        await assertOwnCourse(deps, actor, params.id);
        found(await database.courses.find(params.id), 'course');
        return database.rosters.list(params.id, query);
      },
    }),
    defineRoute({
      method: 'get',
      path: '/v1/courses/:id/roster-groups',
      summary: "List the groups of a course's roster",
      description: 'At most 200.',
      tags,
      roles: courseReaders,
      schemas: { params: IdParams, response: RosterGroups },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        await assertOwnCourse(deps, actor, id);
        found(await database.courses.find(id), 'course');
        return { items: await database.rosters.groups(id) };
      },
    }),
  ];
}

function writeRoutes(deps: Deps): Route[] {
  const { database, announce } = deps;
  return [
    defineRoute({
      method: 'post',
      path,
      summary: "Add students to a course's roster",
      description: 'Those already on it stay as they are, so a repeated call changes nothing.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: RosterAddition, response: RosterAdded },
      refusals: ['not-found', 'unprocessable'],
      handle: ({ params, body }, { actor }) => addToRoster(deps, params.id, body, actor),
    }),
    defineRoute({
      method: 'put',
      path: `${path}/:studentId`,
      summary: "Set a student's group in a course",
      description:
        'A group is a name by which lists and reports are filtered; sessions are for the whole roster.',
      tags,
      roles: writers,
      schemas: { params: RosterParams, body: RosterGrouping, response: GroupedEntry },
      refusals: ['not-found'],
      handle: async ({ params: { id, studentId }, body: { groupName } }, { actor }) => {
        const deed = { actor, action: 'course.roster-group', subject: id, details: { studentId } };
        const set = audited(database, deed, ({ rosters }) => rosters.setGroup(id, studentId, groupName));
        return found(await set, 'roster entry');
      },
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
