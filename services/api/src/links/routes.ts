import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { students, writers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { NewLink, OwnAttendance, PersonalLink } from './link-schemas.ts';
import { makeLink, revokeLinks } from './make-link.ts';
import { sendLink } from './send-link.ts';

type Deps = Pick<ApiDeps, 'database' | 'links' | 'mailer' | 'signIn'>;

export function linkRoutes(deps: Deps): Route[] {
  return [makeRoute(deps), revokeRoute(deps), ownAttendanceRoute(deps)];
}

function makeRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/students/:id/link',
    summary: 'Make a personal link for a student',
    description:
      'Who has it reads the own records of the student and disputes them, without an account. It holds until it expires or is revoked; making another ends none.',
    tags: ['links'],
    roles: writers,
    status: 201,
    schemas: { params: IdParams, body: NewLink, response: PersonalLink },
    refusals: ['not-found', 'conflict', 'unavailable'],
    handle: ({ params, body }, { actor }) =>
      body.send ? sendLink(deps, params.id, body.days, actor) : makeLink(deps, params.id, body.days, actor),
  });
}

function revokeRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/students/:id/link/revoke',
    summary: 'Revoke every personal link of a student',
    description: 'Within five seconds each link that was made until now is refused.',
    tags: ['links'],
    roles: writers,
    schemas: { params: IdParams },
    refusals: ['not-found'],
    handle: async ({ params }, { actor }) => {
      await revokeLinks(deps, params.id, actor);
      return undefined;
    },
  });
}

function ownAttendanceRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/me/attendance',
    summary: 'List the own attendance records, the newest session first',
    tags: ['me'],
    roles: students,
    schemas: { query: PageQuery, response: pageOf('OwnAttendancePage', OwnAttendance) },
    handle: ({ query }, { actor }) => database.attendance.listForStudent(actor.id, query),
  });
}
