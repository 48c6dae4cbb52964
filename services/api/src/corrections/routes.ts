import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { ownSighting } from '../shared/own-session.ts';
import { courseWriters, writers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { correctSighting } from './correct-sighting.ts';
import {
  CorrectionView,
  correctionView,
  NewCorrectionBody,
  SightingCorrections,
} from './correction-schemas.ts';
import { removeTemplate, undoCorrection } from './undo-correction.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects' | 'announce' | 'learnQueue'>;

const path = '/v1/corrections/:id';
const tags = ['corrections'];

export function correctionRoutes(deps: Deps): Route[] {
  return [
    correctRoute(deps),
    ofSightingRoute(deps),
    ofStudentRoute(deps),
    readRoute(deps),
    undoRoute(deps),
    removeTemplateRoute(deps),
  ];
}

function correctRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sightings/:id/corrections',
    summary: 'Say that a face is not the student it was taken for, or which student it is',
    description:
      'A mark that rests on a wrong match is withdrawn, one set by hand stays, and the face counts against that student from then on. One who is named is marked by hand; with `addTemplate` the face is added to their templates, if it agrees with their enrolment photos.',
    tags,
    roles: courseWriters,
    status: 201,
    schemas: { params: IdParams, body: NewCorrectionBody, response: CorrectionView },
    refusals: ['not-found', 'conflict', 'unprocessable'],
    handle: async ({ params, body }, context) => {
      await ownSighting(deps, context.actor, params.id);
      return correctionView(await correctSighting(deps, params.id, body, context));
    },
  });
}

function ofSightingRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/sightings/:id/corrections',
    summary: 'List what staff have said of a sighting, the oldest first',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, response: SightingCorrections },
    refusals: ['not-found'],
    handle: async ({ params: { id } }, { actor }) => {
      await ownSighting(deps, actor, id);
      return { items: (await deps.database.corrections.ofSighting(id)).map(correctionView) };
    },
  });
}

function ofStudentRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/students/:id/corrections',
    summary: "List a student's corrections with what was learned from each, the newest first",
    tags,
    roles: writers,
    schemas: { params: IdParams, query: PageQuery, response: pageOf('CorrectionPage', CorrectionView) },
    refusals: ['not-found'],
    handle: async ({ params: { id }, query }) => {
      found(await database.students.find(id), 'student');
      const { items, nextCursor } = await database.corrections.list({ studentId: id, ...query });
      return { items: items.map(correctionView), nextCursor };
    },
  });
}

function readRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path,
    summary: 'Read a correction and what was learned from it',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: CorrectionView },
    refusals: ['not-found'],
    handle: async ({ params: { id } }) =>
      correctionView(found(await database.corrections.find(id), 'correction')),
  });
}

function undoRoute(deps: Deps): Route {
  return defineRoute({
    method: 'delete',
    path,
    summary: 'Take a correction back',
    description:
      'What was learned from it is removed, and the attendance record is as it was, unless it was changed since.',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: CorrectionView },
    refusals: ['not-found'],
    handle: async ({ params }, context) => correctionView(await undoCorrection(deps, params.id, context)),
  });
}

function removeTemplateRoute(deps: Deps): Route {
  return defineRoute({
    method: 'delete',
    path: `${path}/template`,
    summary: 'Remove the template that came of a correction; the correction stands',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: CorrectionView },
    refusals: ['not-found', 'conflict'],
    handle: async ({ params }, { actor }) => correctionView(await removeTemplate(deps, params.id, actor)),
  });
}
