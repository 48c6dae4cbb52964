import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins, readers, writers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { declineConsent } from './decline-consent.ts';
import {
  ConsentStateView,
  DeclineView,
  NewDecline,
  NewNotice,
  NoticeView,
  noticeView,
  StatesQuery,
  stateView,
} from './notice-schemas.ts';
import { publishNotice } from './publish-notice.ts';

type Deps = Pick<ApiDeps, 'database'>;

const tags = ['consents'];

export function noticeRoutes(deps: Deps): Route[] {
  return [publishRoute(deps), noticesRoute(deps), statesRoute(deps), ...declineRoutes(deps)];
}

function publishRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/consent-notices',
    summary: 'Publish a notice that students are asked to agree to',
    description:
      'It becomes the current one, and cannot be changed or removed. From the first on, a consent must name a published version. Who agreed to an older one stays recognised, and is listed as outdated.',
    tags,
    roles: admins,
    status: 201,
    schemas: { body: NewNotice, response: NoticeView },
    refusals: ['conflict'],
    handle: async ({ body }, { actor }) => {
      const notice = await publishNotice(deps, body, actor);
      return noticeView(notice, notice);
    },
  });
}

function noticesRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/consent-notices',
    summary: 'List notices, the newest first',
    tags,
    roles: readers,
    schemas: { query: PageQuery, response: pageOf('ConsentNoticePage', NoticeView) },
    handle: async ({ query }) => {
      const { items, nextCursor } = await database.consentNotices.list(query);
      const current = await database.consentNotices.current();
      return { items: items.map((notice) => noticeView(notice, current)), nextCursor };
    },
  });
}

function statesRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/consents',
    summary: 'List students and what they have said about being recognised, by number',
    description:
      'state=outdated lists who agreed to an older notice, state=missing whom nobody has asked yet.',
    tags,
    roles: readers,
    schemas: { query: StatesQuery, response: pageOf('ConsentStatePage', ConsentStateView) },
    handle: async ({ query }) => {
      const { items, nextCursor } = await database.consents.listStates(query);
      return { items: items.map(stateView), nextCursor };
    },
  });
}

function declineRoutes(deps: Deps): Route[] {
  const path = '/v1/students/:id/consent/decline';
  return [
    defineRoute({
      method: 'put',
      path,
      summary: 'Record that a student does not want to be recognised',
      description: 'It holds until the student agrees. Saying so again changes nothing.',
      tags,
      roles: writers,
      schemas: { params: IdParams, body: NewDecline, response: DeclineView },
      refusals: ['not-found', 'conflict', 'unprocessable'],
      handle: ({ params, body }, { actor }) =>
        declineConsent(deps, params.id, body.noticeVersion ?? null, actor),
    }),
    defineRoute({
      method: 'get',
      path,
      summary: 'Read the no of a student that is in force',
      tags,
      roles: readers,
      schemas: { params: IdParams, response: DeclineView },
      refusals: ['not-found'],
      handle: async ({ params }) => found(await deps.database.consents.declined(params.id), 'no in force'),
    }),
  ];
}
