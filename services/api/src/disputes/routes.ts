import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { ownCourses } from '../shared/own-courses.ts';
import { courseWriters, students } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { answerDispute, ownDispute } from './answer-dispute.ts';
import { DisputeAnswerBody, DisputeQuery, DisputeView, NewDispute, OwnDispute } from './dispute-schemas.ts';
import { openDispute } from './open-dispute.ts';

type Deps = Pick<ApiDeps, 'database' | 'live'>;

const path = '/v1/disputes';
const tags = ['disputes'];

export function disputeRoutes(deps: Deps): Route[] {
  return [...ownRoutes(deps), listRoute(deps), readRoute(deps), answerRoute(deps)];
}

function ownRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/me/disputes',
      summary: 'Say that the own record of a session is wrong',
      description:
        'Until 30 days after the session; one dispute of a record at a time, and at most five in 24 hours.',
      tags: ['me'],
      roles: students,
      status: 201,
      schemas: { body: NewDispute, response: OwnDispute },
      refusals: ['not-found', 'conflict', 'too-many-requests'],
      handle: ({ body }, { actor }) => openDispute(deps, body, actor),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/me/disputes',
      summary: 'List the own disputes and their answers, the newest first',
      tags: ['me'],
      roles: students,
      schemas: { query: PageQuery, response: pageOf('OwnDisputePage', OwnDispute) },
      handle: ({ query }, { actor }) => deps.database.disputes.list({ ...query, studentId: actor.id }),
    }),
  ];
}

function listRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: 'List disputes, the newest first',
    tags,
    roles: courseWriters,
    schemas: { query: DisputeQuery, response: pageOf('DisputePage', DisputeView) },
    handle: async ({ query }, { actor }) =>
      deps.database.disputes.list({ ...query, courseIds: await ownCourses(deps, actor) }),
  });
}

function readRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: `${path}/:id`,
    summary: 'Read a dispute',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, response: DisputeView },
    refusals: ['not-found'],
    handle: ({ params: { id } }, { actor }) => ownDispute(deps, actor, id),
  });
}

function answerRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/answer`,
    summary: 'Accept a dispute, which changes the record, or decline it',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: DisputeAnswerBody, response: DisputeView },
    refusals: ['not-found', 'conflict', 'unprocessable'],
    handle: ({ params: { id }, body }, { actor }) => answerDispute(deps, id, body, actor),
  });
}
