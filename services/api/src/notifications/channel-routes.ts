import { defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins, writers } from '../shared/roles.ts';
import { IdParams, PageQuery, pageOf } from '../shared/schemas.ts';
import { addChannel, changeChannel } from './change-channel.ts';
import {
  Channel,
  ChannelChange,
  ChannelWithSecret,
  channelView,
  NewChannel,
  TestResult,
} from './notification-schemas.ts';
import type { Outlets } from './outlets/outlet.ts';
import { testChannel } from './test-channel.ts';

export type ChannelDeps = Pick<ApiDeps, 'database' | 'secrets'> & { readonly outlets: Outlets };

const tags = ['notifications'];
const PATH = '/v1/notifications/channels';

export function channelRoutes(deps: ChannelDeps): Route[] {
  return [
    listRoute(deps),
    addRoute(deps),
    readRoute(deps),
    changeRoute(deps),
    removeRoute(deps),
    testRoute(deps),
  ];
}

function listRoute({ database }: ChannelDeps): Route {
  return defineRoute({
    method: 'get',
    path: PATH,
    summary: 'List channels of notifications by name',
    tags,
    roles: writers,
    schemas: { query: PageQuery, response: pageOf('NotificationChannelPage', Channel) },
    handle: async ({ query }) => {
      const { items, nextCursor } = await database.notificationChannels.list(query);
      return { items: items.map(channelView), nextCursor };
    },
  });
}

function addRoute(deps: ChannelDeps): Route {
  return defineRoute({
    method: 'post',
    path: PATH,
    summary: 'Add a channel: a Telegram chat, Slack, a webhook or addresses',
    description:
      'Credentials are kept sealed and never told again. An address that leads to a private network is refused when something is sent, unless the service allows it.',
    tags,
    roles: admins,
    status: 201,
    schemas: { body: NewChannel, response: ChannelWithSecret },
    refusals: ['conflict'],
    handle: async ({ body }, { actor }) => {
      const { channel, secret } = await addChannel(deps, body, actor);
      return { channel: channelView(channel), secret };
    },
  });
}

function readRoute({ database }: ChannelDeps): Route {
  return defineRoute({
    method: 'get',
    path: `${PATH}/:id`,
    summary: 'Read a channel',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: Channel },
    refusals: ['not-found'],
    handle: async ({ params }) =>
      channelView(found(await database.notificationChannels.find(params.id), 'channel')),
  });
}

function changeRoute(deps: ChannelDeps): Route {
  return defineRoute({
    method: 'patch',
    path: `${PATH}/:id`,
    summary: 'Change a channel',
    tags,
    roles: admins,
    schemas: { params: IdParams, body: ChannelChange, response: ChannelWithSecret },
    refusals: ['not-found', 'conflict', 'unprocessable'],
    handle: async ({ params, body }, { actor }) => {
      const { channel, secret } = await changeChannel(deps, params.id, body, actor);
      return { channel: channelView(channel), secret };
    },
  });
}

function removeRoute({ database }: ChannelDeps): Route {
  return defineRoute({
    method: 'delete',
    path: `${PATH}/:id`,
    summary: 'Remove a channel',
    description: 'Its subscriptions go with it, and what waits for it is not sent.',
    tags,
    roles: admins,
    schemas: { params: IdParams },
    refusals: ['not-found'],
    handle: async ({ params: { id } }, { actor }) => {
      const deed = { actor, action: 'notification-channel.remove', subject: id };
      found(await audited(database, deed, (all) => all.notificationChannels.remove(id)), 'channel');
      return undefined;
    },
  });
}

function testRoute(deps: ChannelDeps): Route {
  return defineRoute({
    method: 'post',
    path: `${PATH}/:id/test`,
    summary: 'Send a test message to a channel, at once',
    tags,
    roles: writers,
    schemas: { params: IdParams, response: TestResult },
    refusals: ['not-found'],
    handle: async ({ params: { id } }, { actor }) => {
      const channel = found(await deps.database.notificationChannels.find(id), 'channel');
      const result = await testChannel(deps, channel);
      const details = { delivered: result.delivered };
      const deed = { actor, action: 'notification-channel.test', subject: id, details };
      await audited(deps.database, deed, async () => true);
      return result;
    },
  });
}
