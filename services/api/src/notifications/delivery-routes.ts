import type { NotificationDelivery, Page, Repositories } from '@hadir/db';
import { defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { writers } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { Delivery, DeliveryQuery, GivenUpQuery } from './notification-schemas.ts';

type Deps = Pick<ApiDeps, 'database'>;

const tags = ['notifications'];
const DeliveryPage = pageOf('NotificationDeliveryPage', Delivery);

export function deliveryRoutes(deps: Deps): Route[] {
  return [listRoute(deps), givenUpRoute(deps), retryRoute(deps), dismissRoute(deps)];
}

function listRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/notifications/deliveries',
    summary: 'List messages, the newest first',
    tags,
    roles: writers,
    schemas: { query: DeliveryQuery, response: DeliveryPage },
    handle: async ({ query }) => pageView(await database.notificationDeliveries.list(query)),
  });
}

function givenUpRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/notifications/given-up',
    summary: 'List messages that were given up, the newest first',
    description: 'Those that the other side refused for good, and those that all attempts failed for.',
    tags,
    roles: writers,
    schemas: { query: GivenUpQuery, response: DeliveryPage },
    handle: async ({ query }) =>
      pageView(await database.notificationDeliveries.list({ ...query, status: 'given-up' })),
  });
}

function retryRoute(deps: Deps): Route {
  return leaveRoute(deps, 'retry', 'Try a message that was given up anew');
}

function dismissRoute(deps: Deps): Route {
  return leaveRoute(deps, 'dismiss', 'Take a message off the list of those that were given up');
}

function leaveRoute({ database }: Deps, verb: 'retry' | 'dismiss', summary: string): Route {
  return defineRoute({
    method: 'post',
    path: `/v1/notifications/deliveries/:id/${verb}`,
    summary,
    tags,
    roles: writers,
    schemas: { params: IdParams, response: Delivery },
    refusals: ['not-found'],
    handle: async ({ params: { id } }, { actor }) => {
      const deed = { actor, action: `notification-delivery.${verb}`, subject: id };
      const leave = (all: Repositories) => all.notificationDeliveries[verb](id);
      return viewOf(found(await audited(database, deed, leave), 'message that was given up'));
    },
  });
}

function pageView({ items, nextCursor }: Page<NotificationDelivery>) {
  return { items: items.map(viewOf), nextCursor };
}

function viewOf({ revision, ...delivery }: NotificationDelivery) {
  return { ...delivery, events: revision };
}
