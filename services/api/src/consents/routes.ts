import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { readers, writers } from '../shared/roles.ts';
import { IdParams } from '../shared/schemas.ts';
import { ConsentView, NewConsent } from './consent-schemas.ts';
import { grantConsent } from './grant-consent.ts';
import { noticeRoutes } from './notice-routes.ts';
import { ownConsentRoutes } from './own-consent-routes.ts';
import { withdrawConsent } from './withdraw-consent.ts';

const path = '/v1/students/:id/consent';
const tags = ['consents'];

export function consentRoutes(
  deps: Pick<ApiDeps, 'database' | 'objects' | 'announce' | 'backups' | 'sweepQueue' | 'log'>,
): Route[] {
  return [
    ...noticeRoutes(deps),
    ...ownConsentRoutes(deps),
    defineRoute({
      method: 'get',
      path,
      summary: "Read a student's consent in force",
      tags,
      roles: readers,
      schemas: { params: IdParams, response: ConsentView },
      refusals: ['not-found'],
      handle: async ({ params }) =>
        found(await deps.database.consents.current(params.id), 'consent in force'),
    }),
    defineRoute({
      method: 'put',
      path,
      summary: 'Record that a student agreed to be recognised',
      description:
        'The same notice again changes nothing; another one ends the consent before it. Once notices are published, only their versions count.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: NewConsent, response: ConsentView },
      refusals: ['not-found', 'unprocessable'],
      handle: ({ params, body }, { actor }) => grantConsent(deps, params.id, body, actor),
    }),
    defineRoute({
      method: 'delete',
      path,
      summary: "Withdraw a student's consent",
      description:
        'The templates and the backups are removed at once and no frame matches the student any more. Photos go with the next run of retention; attendance records stay until the student is erased.',
      tags,
      roles: writers,
      schemas: { params: IdParams, response: ConsentView },
      refusals: ['not-found', 'conflict'],
      handle: ({ params }, { actor }) => withdrawConsent(deps, params.id, actor),
    }),
  ];
}
