import { randomBytes } from 'node:crypto';
import { formatDeviceKey } from '@hadir/contracts';
import type { SecretBox } from '@hadir/platform';

const KEY_BYTES = 32;

/** A new device key: as its owner sees it, once, and as the database keeps it. */
export function newDeviceKey(deviceKeys: Pick<SecretBox, 'seal'>, deviceId: string) {
  const key = randomBytes(KEY_BYTES);
  return { key: formatDeviceKey(key), keyCiphertext: deviceKeys.seal(key, `device:${deviceId}`) };
}
