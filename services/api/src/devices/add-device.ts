import type { Database, Device } from '@hadir/db';
import type { Actor, SecretBox } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { Announce } from '../shared/deps.ts';
import { created } from '../shared/found.ts';
import { newDeviceKey } from './device-key.ts';
import type { NewDevice } from './device-schemas.ts';

export type DeviceDeps = {
  readonly database: Pick<Database, 'devices' | 'transaction'>;
  readonly announce: Pick<Announce, 'deviceChanged'>;
  readonly deviceKeys: Pick<SecretBox, 'seal'>;
};

export type DeviceWithKey = { readonly device: Device; readonly key: string };

export async function addDevice(deps: DeviceDeps, device: NewDevice, actor: Actor): Promise<DeviceWithKey> {
  const { key, keyCiphertext } = newDeviceKey(deps.deviceKeys, device.id);
  const deed = { actor, action: 'device.create', subject: device.id };
  const row = created(
    await audited(deps.database, deed, ({ devices }) => devices.create({ ...device, keyCiphertext })),
  );
  await deps.announce.deviceChanged(device.id);
  return { device: row, key };
}
