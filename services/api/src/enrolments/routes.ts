import { Answer, defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { readers, writers } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { awaitEnrolment } from './await-enrolment.ts';
import {
  Enrolment,
  EnrolmentQuery,
  EnrolmentSummary,
  NewEnrolment,
  NewEnrolmentQuery,
} from './enrolment-schemas.ts';
import { enrolmentView } from './enrolment-view.ts';
import { receivePhotos } from './receive-photos.ts';
import { startEnrolment } from './start-enrolment.ts';
import { withUploadSlot } from './upload-slots.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects' | 'enrolQueue'>;

const tags = ['enrolments'];

export function enrolmentRoutes(deps: Deps): Route[] {
  return [enrolRoute(deps), ...readingRoutes(deps)];
}

function enrolRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/students/:id/enrolments',
    summary: 'Enrol a student from photos',
    description:
      'Needs a consent in force. A matcher looks at each photo; one that is accepted is enough. With `waitSeconds` the answer waits for it.',
    tags,
    roles: writers,
    status: 201,
    alsoAnswers: { 202: 'Taken, and not finished yet: read the enrolment again.' },
    schemas: { params: IdParams, query: NewEnrolmentQuery, multipart: NewEnrolment, response: Enrolment },
    refusals: ['not-found', 'conflict', 'unprocessable'],
    handle: async ({ params, query }, { actor, log, req, res }) => {
      const photos = () => receivePhotos(req, res);
      const { allowLookAlike } = query;
      const upload = { studentId: params.id, photos, allowLookAlike, actor, log };
      const { id } = await withUploadSlot(() => startEnrolment(deps, upload));
      const wait = { waitSeconds: query.waitSeconds, isWanted: () => !res.destroyed };
      const enrolment = await awaitEnrolment(deps.database, id, wait);
      return new Answer(enrolment.status === 'pending' ? 202 : 201, enrolmentView(enrolment, actor));
    },
  });
}

function readingRoutes({ database }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/enrolments',
      summary: 'List enrolments, the newest first',
      tags,
      roles: readers,
      schemas: { query: EnrolmentQuery, response: pageOf('EnrolmentPage', EnrolmentSummary) },
      handle: ({ query }) => database.enrolments.list(query),
    }),
    defineRoute({
      method: 'get',
      path: '/v1/enrolments/:id',
      summary: 'Read an enrolment and what became of each photo',
      tags,
      roles: readers,
      schemas: { params: IdParams, response: Enrolment },
      refusals: ['not-found'],
      handle: async ({ params }, { actor }) =>
        enrolmentView(found(await database.enrolments.find(params.id), 'enrolment'), actor),
    }),
  ];
}
