import type { Database, Device } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import type { DeviceDeps, DeviceWithKey } from './add-device.ts';
import { newDeviceKey } from './device-key.ts';

type Devices = Database['devices'];
type Change = (devices: Devices) => Promise<Device | undefined>;

/** Changes a device and tells ingest, which else would notice within a minute. */
export async function changeDevice(
  { database, announce }: Pick<DeviceDeps, 'database' | 'announce'>,
  { id, action, actor }: { readonly id: string; readonly action: string; readonly actor: Actor },
  change: Change,
): Promise<Device> {
  const deed = { actor, action, subject: id };
  const device = found(await audited(database, deed, ({ devices }) => change(devices)), 'device');
  await announce.deviceChanged(id);
  return device;
}

/** The old key stops at once. A revoked device stays revoked. */
export async function rotateDeviceKey(deps: DeviceDeps, id: string, actor: Actor): Promise<DeviceWithKey> {
  const current = found(await deps.database.devices.find(id), 'device');
  if (current.revokedAt) {
    const message = 'the device is revoked for good; add it anew under another id';
    throw new AppError('conflict', message, { reason: 'revoked' });
  }
  const { key, keyCiphertext } = newDeviceKey(deps.deviceKeys, id);
  const deed = { id, action: 'device.rotate-key', actor };
  const device = await changeDevice(deps, deed, (devices) => devices.rotateKey(id, keyCiphertext));
  return { device, key };
}
