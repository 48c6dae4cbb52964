import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins, readers } from '../shared/roles.ts';
import { pageOf } from '../shared/schemas.ts';
import { addDevice } from './add-device.ts';
import { changeDevice, rotateDeviceKey } from './change-device.ts';
import {
  Device,
  DeviceChange,
  DeviceParams,
  DeviceQuery,
  DeviceWithKey,
  NewDevice,
} from './device-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'announce' | 'deviceKeys'>;

const path = '/v1/devices/:id';
const tags = ['devices'];

export function deviceRoutes(deps: Deps): Route[] {
  return [...readingRoutes(deps), ...writingRoutes(deps), ...keyRoutes(deps)];
}

function readingRoutes({ database }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/devices',
      summary: 'List devices by id',
      tags,
      roles: readers,
      schemas: { query: DeviceQuery, response: pageOf('DevicePage', Device) },
      handle: ({ query }) => database.devices.list(query),
    }),
    defineRoute({
      method: 'get',
      path,
      summary: 'Read a device',
      tags,
      roles: readers,
      schemas: { params: DeviceParams, response: Device },
      refusals: ['not-found'],
      handle: async ({ params }) => found(await database.devices.find(params.id), 'device'),
    }),
  ];
}

function writingRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: '/v1/devices',
      summary: 'Add a device and get its key, once',
      tags,
      roles: admins,
      status: 201,
      schemas: { body: NewDevice, response: DeviceWithKey },
      refusals: ['conflict', 'unprocessable'],
      handle: ({ body }, { actor }) => addDevice(deps, body, actor),
    }),
    defineRoute({
      method: 'patch',
      path,
      summary: 'Change a device, such as its room',
      tags,
      roles: admins,
      schemas: { params: DeviceParams, body: DeviceChange, response: Device },
      refusals: ['not-found', 'unprocessable'],
      handle: ({ params: { id }, body }, { actor }) =>
        changeDevice(deps, { id, action: 'device.update', actor }, (devices) => devices.update(id, body)),
    }),
  ];
}

function keyRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: `${path}/revoke`,
      summary: 'Revoke a device for good',
      description: 'Its frames are refused within seconds. Devices are never removed: sightings name them.',
      tags,
      roles: admins,
      schemas: { params: DeviceParams, response: Device },
      refusals: ['not-found'],
      handle: ({ params: { id } }, { actor }) =>
        changeDevice(deps, { id, action: 'device.revoke', actor }, (devices) => devices.revoke(id)),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/rotate-key`,
      summary: 'Give a device a new key, shown once',
      tags,
      roles: admins,
      schemas: { params: DeviceParams, response: DeviceWithKey },
      refusals: ['not-found', 'conflict'],
      handle: ({ params }, { actor }) => rotateDeviceKey(deps, params.id, actor),
    }),
  ];
}
