import type { ReviewAction } from '@hadir/db';
import { defineRoute, type Route } from '@hadir/platform';
import { ownCourses } from '../shared/own-courses.ts';
import { courseWriters, writers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { actOnMany } from './act-on-many.ts';
import { actOnReview, type ReviewDeps } from './act-on-review.ts';
import { readReview, reviewViews } from './read-reviews.ts';
import {
  ActionParams,
  AssignBody,
  BulkBody,
  BulkResult,
  EnrolBody,
  IgnoreBody,
  NotThisPersonBody,
  ReviewActionView,
  ReviewDetails,
  ReviewPage,
  ReviewQuery,
} from './review-schemas.ts';
import { undoReview } from './undo-review.ts';

const path = '/v1/reviews';
const tags = ['reviews'];
const refusals = ['not-found', 'conflict', 'unprocessable'] as const;

export function reviewRoutes(deps: ReviewDeps): Route[] {
  return [
    listRoute(deps),
    readRoute(deps),
    assignRoute(deps),
    notThisPersonRoute(deps),
    ignoreRoute(deps),
    enrolRoute(deps),
    bulkRoute(deps),
    undoRoute(deps),
  ];
}

function listRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: 'List what waits for a person, the newest first',
    description:
      'One item stands for a presentation, or for presentations of one session whose unknown faces are alike. Of lecturers only those of their courses.',
    tags,
    roles: courseWriters,
    schemas: { query: ReviewQuery, response: ReviewPage },
    handle: async ({ query }, { actor }) => {
      const filter = { ...query, courseIds: await ownCourses(deps, actor) };
      const { reviews } = deps.database;
      const [page, counts] = await Promise.all([reviews.list(filter), reviews.counts(withoutKind(filter))]);
      return { ...page, items: await reviewViews(deps, page.items), counts };
    },
  });
}

function withoutKind<Filter extends { readonly kind?: unknown }>({ kind: _kind, ...filter }: Filter) {
  return filter;
}

function readRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'get',
    path: `${path}/:id`,
    summary: 'Read an item with all that it stands for, and what was done about it',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, response: ReviewDetails },
    refusals: ['not-found'],
    handle: ({ params: { id } }, { actor }) => readReview(deps, id, actor),
  });
}

function assignRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/assign`,
    summary: 'Say which student it is',
    description: 'Corrects each presentation of the item, and marks the student, who must be on the roster.',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: AssignBody, response: ReviewActionView },
    refusals,
    handle: async ({ params, body }, context) =>
      viewOf(await actOnReview(deps, params.id, { ...body, action: 'assign' }, context)),
  });
}

function notThisPersonRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/not-this-person`,
    summary: 'Say that it is not the student it is most like',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: NotThisPersonBody, response: ReviewActionView },
    refusals,
    handle: async ({ params, body }, context) =>
      viewOf(await actOnReview(deps, params.id, { ...body, action: 'not-this-person' }, context)),
  });
}

function ignoreRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/ignore`,
    summary: 'Ignore it: a visitor, a poster, the lecturer',
    description: 'Later presentations of the session whose faces are alike are ignored, too.',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, body: IgnoreBody, response: ReviewActionView },
    refusals,
    handle: async ({ params, body }, context) =>
      viewOf(await actOnReview(deps, params.id, { ...body, action: 'ignore' }, context)),
  });
}

function enrolRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/:id/enrol`,
    summary: 'Take the face as an enrolment photo of a student',
    description:
      'Needs a consent in force and a crop that is kept. The photo passes the gate as any other: read what became of it under `enrolmentId`.',
    tags,
    roles: writers,
    schemas: { params: IdParams, body: EnrolBody, response: ReviewActionView },
    refusals,
    handle: async ({ params, body }, context) =>
      viewOf(await actOnReview(deps, params.id, { ...body, action: 'enrol' }, context)),
  });
}

function bulkRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/actions`,
    summary: 'Do the same about several items, with a result for each',
    tags,
    roles: courseWriters,
    schemas: { body: BulkBody, response: BulkResult },
    handle: async ({ body }, context) => ({ items: await actOnMany(deps, body, context) }),
  });
}

function undoRoute(deps: ReviewDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${path}/actions/:actionId/undo`,
    summary: 'Undo what was done about an item',
    description:
      'Its corrections and what they changed are taken back, an enrolment goes with its templates, and the item is open again.',
    tags,
    roles: courseWriters,
    schemas: { params: ActionParams, response: ReviewActionView },
    refusals: ['not-found', 'conflict'],
    handle: async ({ params }, context) => viewOf(await undoReview(deps, params.actionId, context)),
  });
}

function viewOf(action: ReviewAction) {
  return { ...action, correctionIds: [...action.correctionIds] };
}
