import { isDeepStrictEqual } from 'node:util';
import {
  type DeviceSettings,
  deviceSettingsOf,
  OwnDeviceSettings,
  sentDeviceSettings,
} from '@hadir/contracts';
import type { AuditDetails, Device } from '@hadir/db';
import { type Actor, DependencyUnavailable } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import type { DeviceSettingsChange, DeviceSettingsView } from './device-settings-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'announce'>;
type Wanted = { readonly id: string; readonly change: DeviceSettingsChange; readonly actor: Actor };
type Changed = { readonly device: Device; readonly details: AuditDetails };

/**
 * Sets the fields that are given and takes those that are null back to their defaults. The audit entry has the old and the new
 * value of what changed for the device. ingest sends them with the device's next answer. Where all is set so
 * already there is no entry, and ingest is told nothing.
 */
export async function changeDeviceSettings(
  { database, announce }: Deps,
  { id, change, actor }: Wanted,
): Promise<Device> {
  let device: Device | undefined;
  const changed = await audited<Changed>(
    database,
    { actor, action: 'device.configure', subject: id, details: ({ details }) => details },
    async ({ devices }) => {
      let before: Device['settings'] = null;
      device = await devices.changeSettings(id, (own) => {
        before = own;
        return ownAfter(own, change);
      });
      if (!device || isDeepStrictEqual(before, device.settings)) return undefined;
      return { device, details: differences(before, device.settings) };
    },
  );
  if (changed) await announce.deviceChanged(id);
  return found(device, 'device');
}

/** Fields that another version has stored stay. */
function ownAfter(own: Device['settings'], change: DeviceSettingsChange): Device['settings'] {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  const kept = Object.entries({ ...own, ...Object.fromEntries(given) }).filter(([, value]) => value !== null);
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function differences(before: unknown, after: unknown): AuditDetails {
  const [old, present] = [deviceSettingsOf(before), deviceSettingsOf(after)];
  const names = Object.keys(present) as (keyof DeviceSettings)[];
  return Object.fromEntries(
    names
      .filter((name) => old[name] !== present[name])
      .flatMap((name) => [
        [`${name}.before`, old[name]],
        [`${name}.after`, present[name]],
      ]),
  );
}

/** What is set of a device, and whether it has it. While Redis is away that is not known. */
export async function viewDeviceSettings(
  { deviceHealth, timeZone }: Pick<ApiDeps, 'deviceHealth' | 'timeZone'>,
  device: Device,
): Promise<DeviceSettingsView> {
  const settings = deviceSettingsOf(device.settings);
  const { version, ...effective } = sentDeviceSettings(settings, timeZone, Date.now());
  const confirmedVersion = await confirmedBy(deviceHealth, device.id);
  const isConfirmed = confirmedVersion === version;
  return {
    deviceId: device.id,
    own: ownOf(device.settings),
    effective,
    version,
    confirmedVersion,
    isConfirmed,
  };
}

/** Field by field, as `deviceSettingsOf`: one that cannot be read does not hide the others. */
function ownOf(stored: Device['settings']): OwnDeviceSettings {
  const readable = Object.entries(stored ?? {}).filter(
    ([name, value]) => OwnDeviceSettings.safeParse({ [name]: value }).success,
  );
  return OwnDeviceSettings.parse(Object.fromEntries(readable));
}

async function confirmedBy(deviceHealth: ApiDeps['deviceHealth'], id: string): Promise<string | null> {
  try {
    const [vitals] = await deviceHealth.vitals([id]);
    return vitals?.settingsVersion ?? null;
  } catch (error) {
    if (error instanceof DependencyUnavailable) return null;
    throw error;
  }
}
