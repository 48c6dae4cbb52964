import { readFileSync, writeFileSync } from 'node:fs';
import type { ApiClient } from '../api-client.ts';
import { ApiRefusal } from '../api-client.ts';

export type DemoDevice = { readonly deviceId: string; readonly deviceKey: string };

type DeviceWithKey = { readonly key: string };

const DEVICE_ID = 'demo-cam';

/** The simulated camera's device. Its key is told once, so it is kept in a file; a lost one is replaced. */
export async function ensureDevice(api: ApiClient, roomId: string, keyFile: string): Promise<DemoDevice> {
  const exists = await deviceExists(api);
  const kept = exists ? readKey(keyFile) : undefined;
  if (kept) return { deviceId: DEVICE_ID, deviceKey: kept };
  const { key } = exists
    ? await api.send<DeviceWithKey>('POST', `/v1/devices/${DEVICE_ID}/rotate-key`)
    : await api.send<DeviceWithKey>('POST', '/v1/devices', {
        id: DEVICE_ID,
        name: 'Simulated ESP32-CAM',
        roomId,
      });
  writeFileSync(keyFile, `${key}\n`, { mode: 0o600 });
  return { deviceId: DEVICE_ID, deviceKey: key };
}

async function deviceExists(api: ApiClient): Promise<boolean> {
  try {
    await api.get(`/v1/devices/${DEVICE_ID}`);
    return true;
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 404) return false;
    throw error;
  }
}

function readKey(keyFile: string): string | undefined {
  try {
    return readFileSync(keyFile, 'utf8').trim();
  } catch {
    return undefined;
  }
}
