import { defineRoute, type Route } from '@hadir/platform';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { admins, readers } from '../shared/roles.ts';
import { changeDeviceSettings, viewDeviceSettings } from './change-device-settings.ts';
import { DeviceParams } from './device-schemas.ts';
import { DeviceSettingsChange, DeviceSettingsView } from './device-settings-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'announce' | 'deviceHealth' | 'timeZone'>;

const path = '/v1/devices/:id/settings';
const tags = ['devices'];

export function deviceSettingsRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path,
      summary: 'Read what is set of a device from afar, and whether it has it',
      tags,
      roles: readers,
      schemas: { params: DeviceParams, response: DeviceSettingsView },
      refusals: ['not-found'],
      handle: async ({ params: { id } }) =>
        viewDeviceSettings(deps, found(await deps.database.devices.find(id), 'device')),
    }),
    defineRoute({
      method: 'patch',
      path,
      summary: 'Set a device from afar, such as its picture, its lamp and its rest',
      description:
        'Fields that are left out stay as they are; null takes one back to its default. A device with the Hadir firmware has them with the answer to its next frame.',
      tags,
      roles: admins,
      schemas: { params: DeviceParams, body: DeviceSettingsChange, response: DeviceSettingsView },
      refusals: ['not-found'],
      handle: async ({ params: { id }, body }, { actor }) =>
        viewDeviceSettings(deps, await changeDeviceSettings(deps, { id, change: body, actor })),
    }),
  ];
}
