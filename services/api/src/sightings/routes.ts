import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { ownSession, ownSighting } from '../shared/own-session.ts';
import { courseWriters } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { readEvidence } from './read-evidence.ts';
import { SightingQuery, SightingView, sightingView } from './sighting-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects'>;

const tags = ['sightings'];

export function sightingRoutes(deps: Deps): Route[] {
  return [listRoute(deps), readRoute(deps), evidenceRoute(deps)];
}

function listRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/sessions/:id/sightings',
    summary: "List a session's sightings, the newest first",
    description:
      'Every identification in every frame, matched or unknown, with the figures it was decided by. Filters can be combined.',
    tags,
    roles: courseWriters,
    schemas: {
      params: IdParams,
      query: SightingQuery,
      response: pageOf('SightingPage', SightingView),
    },
    refusals: ['not-found'],
    handle: async ({ params: { id }, query }, { actor }) => {
      await ownSession(deps, actor, id);
      const { items, nextCursor } = await deps.database.sightings.list({ sessionId: id, ...query });
      return { items: items.map(sightingView), nextCursor };
    },
  });
}

function readRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/sightings/:id',
    summary: 'Read a sighting with all that it was decided by',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams, response: SightingView },
    refusals: ['not-found'],
    handle: async ({ params: { id } }, { actor }) => sightingView(await ownSighting(deps, actor, id)),
  });
}

function evidenceRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/sightings/:id/evidence',
    summary: 'Read the face crop that is kept with a sighting',
    description:
      'Its own crop or, for a match without one, that of its mark. Who reads it is kept in the audit log. 404 when none is kept.',
    tags,
    roles: courseWriters,
    schemas: { params: IdParams },
    streams: { 'image/jpeg': 'The face with a little around it.' },
    refusals: ['not-found'],
    handle: ({ params: { id } }, { actor }) => readEvidence(deps, id, actor),
  });
}
