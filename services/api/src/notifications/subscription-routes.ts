import { AppError, defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { created, found } from '../shared/found.ts';
import { writers } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { NewSubscription, Subscription, SubscriptionQuery } from './notification-schemas.ts';

type Deps = Pick<ApiDeps, 'database'>;

const tags = ['notifications'];
const PATH = '/v1/notifications/subscriptions';
/** A dispatcher reads them all for each batch of events. */
const MOST_SUBSCRIPTIONS = 5000;

export function subscriptionRoutes(deps: Deps): Route[] {
  return [listRoute(deps), addRoute(deps), removeRoute(deps)];
}

function listRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: PATH,
    summary: 'List subscriptions, the oldest first',
    tags,
    roles: writers,
    schemas: { query: SubscriptionQuery, response: pageOf('NotificationSubscriptionPage', Subscription) },
    handle: ({ query }) => database.notificationSubscriptions.list(query),
  });
}

function addRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'post',
    path: PATH,
    summary: 'Have a channel told of an event',
    description:
      'Of the whole campus, or of one course, room or student. However many subscriptions of a channel ask for an event, it is told once.',
    tags,
    roles: writers,
    status: 201,
    schemas: { body: NewSubscription, response: Subscription },
    refusals: ['conflict', 'unprocessable'],
    handle: async ({ body }, { actor }) => {
      if ((await database.notificationSubscriptions.count()) >= MOST_SUBSCRIPTIONS) {
        const message = `there are ${MOST_SUBSCRIPTIONS} subscriptions; remove some first`;
        throw new AppError('conflict', message, { reason: 'too-many' });
      }
      const deed = {
        actor,
        action: 'notification-subscription.create',
        subject: ({ id }: { readonly id: string }) => id,
        details: { channelId: body.channelId, event: body.event },
      };
      return created(await audited(database, deed, (all) => all.notificationSubscriptions.create(body)));
    },
  });
}

function removeRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'delete',
    path: `${PATH}/:id`,
    summary: 'Remove a subscription',
    tags,
    roles: writers,
    schemas: { params: IdParams },
    refusals: ['not-found'],
    handle: async ({ params: { id } }, { actor }) => {
      const deed = { actor, action: 'notification-subscription.remove', subject: id };
      found(await audited(database, deed, (all) => all.notificationSubscriptions.remove(id)), 'subscription');
      return undefined;
    },
  });
}
