import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { readers } from '../shared/roles.ts';
import { pageOf } from '../shared/schemas.ts';
import { DeviceHealth, DeviceSpan, HealthQuery, SpanQuery } from './device-health-schemas.ts';
import { DeviceParams } from './device-schemas.ts';
import { readHealth } from './read-health.ts';

type Deps = Pick<ApiDeps, 'database' | 'deviceHealth'>;

const tags = ['devices'];

export function deviceHealthRoutes(deps: Deps): Route[] {
  return [listRoute(deps), readRoute(deps), spansRoute(deps)];
}

function listRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/device-health',
    summary: 'List how devices are: when heard of, frames, refusals, signal, clock',
    tags,
    roles: readers,
    schemas: { query: HealthQuery, response: pageOf('DeviceHealthPage', DeviceHealth) },
    handle: async ({ query }) => {
      const { items, nextCursor } = await deps.database.devices.list(query);
      return { items: await readHealth(deps, items), nextCursor };
    },
  });
}

function readRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/devices/:id/health',
    summary: 'Read how a device is',
    tags,
    roles: readers,
    schemas: { params: DeviceParams, response: DeviceHealth },
    refusals: ['not-found'],
    handle: async ({ params: { id } }) => {
      const device = found(await deps.database.devices.find(id), 'device');
      const [health] = await readHealth(deps, [device]);
      return found(health, 'device');
    },
  });
}

function spansRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/devices/:id/spans',
    summary: 'List when a device was heard of and when not, the newest first',
    tags,
    roles: readers,
    schemas: { params: DeviceParams, query: SpanQuery, response: pageOf('DeviceSpanPage', DeviceSpan) },
    refusals: ['not-found'],
    handle: async ({ params: { id }, query: { from, to, ...page } }) => {
      found(await database.devices.find(id), 'device');
      return database.deviceSpans.list({
        ...page,
        deviceId: id,
        from: from === undefined ? undefined : new Date(from),
        to: to === undefined ? undefined : new Date(to),
      });
    },
  });
}
