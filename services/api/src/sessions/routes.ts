import { defineRoute, type Route } from '@hadir/platform';
import { found } from '../shared/found.ts';
import { assertOwnCourse } from '../shared/own-courses.ts';
import { courseReaders, writers } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { listSessions } from './list-sessions.ts';
import {
  cancelSession,
  changePlan,
  moveSession,
  type PlanDeps,
  planSession,
  removeSession,
  restoreSession,
} from './plan-session.ts';
import {
  ClassSession,
  NewSession,
  SessionCancelling,
  SessionChange,
  SessionListItem,
  SessionMove,
  SessionQuery,
  SessionRestoring,
} from './session-schemas.ts';

const path = '/v1/sessions';
const one = `${path}/:id`;
const tags = ['sessions'];

export function sessionRoutes(deps: PlanDeps): Route[] {
  return [...readRoutes(deps), ...writeRoutes(deps), ...occurrenceRoutes(deps)];
}

function readRoutes(deps: PlanDeps): Route[] {
  const { database } = deps;
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'List sessions by start',
      description: 'A lecturer sees those of the courses taught.',
      tags,
      roles: courseReaders,
      schemas: { query: SessionQuery, response: pageOf('SessionPage', SessionListItem) },
      handle: ({ query }, { actor }) => listSessions(deps, query, actor),
    }),
    defineRoute({
      method: 'get',
      path: one,
      summary: 'Read a session',
      tags,
      roles: courseReaders,
      schemas: { params: IdParams, response: ClassSession },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        const session = found(await database.sessions.find(id), 'session');
        await assertOwnCourse(deps, actor, session.courseId);
        return session;
      },
    }),
  ];
}

function writeRoutes(deps: PlanDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Add a session',
      description:
        'It takes the rule of its course; a rule field given here makes the rule its own. Refused with `room-taken` while another session is held in the room, unless `allowOverlap` is true.',
      tags,
      roles: writers,
      status: 201,
      schemas: { body: NewSession, response: ClassSession },
      refusals: ['conflict', 'unprocessable'],
      handle: ({ body }, { actor }) => planSession(deps, body, actor),
    }),
    defineRoute({
      method: 'patch',
      path: one,
      summary: 'Change a session',
      description:
        'An occurrence whose place or times are changed here is left alone by its series. Rule and times of a closed session are refused with `closed` unless it comes to end in the future: reopen it first.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: SessionChange, response: ClassSession },
      refusals: ['not-found', 'conflict', 'unprocessable'],
      handle: ({ params, body }, { actor }) => changePlan(deps, params.id, body, actor),
    }),
    defineRoute({
      method: 'delete',
      path: one,
      summary: 'Remove a session',
      description:
        'Refused once it has sightings or attendance records: cancel it. A removed occurrence becomes an exception of its series.',
      tags,
      roles: writers,
      schemas: { params: IdParams },
      refusals: ['not-found', 'conflict'],
      handle: async ({ params }, { actor }) => {
        await removeSession(deps, params.id, actor);
        return undefined;
      },
    }),
  ];
}

function occurrenceRoutes(deps: PlanDeps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: `${one}/move`,
      summary: 'Move a session to another time or room',
      description: '`movedFrom` keeps its first start. Moved back there, it was never moved.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: SessionMove, response: ClassSession },
      refusals: ['not-found', 'conflict', 'unprocessable'],
      handle: ({ params, body }, { actor }) => moveSession(deps, params.id, body, actor),
    }),
    defineRoute({
      method: 'post',
      path: `${one}/cancel`,
      summary: 'Cancel a session',
      description:
        'It opens for no face and counts for nobody. Its records stay, and restoring it brings them back.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: SessionCancelling, response: ClassSession },
      refusals: ['not-found'],
      handle: ({ params, body }, { actor }) => cancelSession(deps, params.id, body.reason, actor),
    }),
    defineRoute({
      method: 'post',
      path: `${one}/restore`,
      summary: 'Take the cancelling of a session back',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: SessionRestoring, response: ClassSession },
      refusals: ['not-found', 'conflict'],
      handle: ({ params, body }, { actor }) => restoreSession(deps, params.id, body.allowOverlap, actor),
    }),
  ];
}
