import { type DeviceSettings, deviceSettingsOf } from '@hadir/contracts';
import {
  AppError,
  DeadlineExceeded,
  DependencyUnavailable,
  type Log,
  type SecretBox,
  unavailableDependency,
  withDeadline,
} from '@hadir/platform';
import type { SessionTimes } from './device-interval.ts';

/** A device as the database keeps it. */
export type DeviceRow = {
  readonly id: string;
  readonly roomId: string | null;
  readonly authMode: 'signed' | 'bearer';
  readonly keyCiphertext: Buffer;
  readonly revokedAt: Date | null;
  readonly settings: unknown;
};

/** All that ingest must know of a device to serve it, even while the database is away. */
export type KnownDevice = {
  readonly id: string;
  readonly roomId: string | null;
  readonly authMode: 'signed' | 'bearer';
  /** 32 bytes. */
  readonly key: Buffer;
  readonly revoked: boolean;
  readonly settings: DeviceSettings;
  /** Sessions of its room that are open now or within two days. */
  readonly sessions: readonly SessionTimes[];
};

type Span = { readonly from: Date; readonly to: Date };

export type LoadDeviceDeps = {
  readonly devices: { find(id: string): Promise<DeviceRow | undefined> };
  readonly sessions: { forRoom(roomId: string, span: Span): Promise<readonly SessionTimes[]> };
  readonly secretBox: Pick<SecretBox, 'open'>;
  readonly log: Log;
};

/** Less than a camera's patience; the query itself has its own limit. */
const LOAD_TIMEOUT_MS = 1500;
/** The schedule outlives a long absence of the database. */
const SCHEDULE_MS = 48 * 3600 * 1000;

/**
 * Reads a device, opens its key and reads its room's schedule. Undefined when there is no such device.
 * Throws DependencyUnavailable('database'), or AppError unavailable when the key cannot be opened.
 */
export async function loadDevice(deps: LoadDeviceDeps, deviceId: string): Promise<KnownDevice | undefined> {
  const row = await onDatabase(() => deps.devices.find(deviceId));
  if (!row) return undefined;
  const { id, roomId, authMode, revokedAt } = row;
  const sessions = roomId === null ? [] : await onDatabase(() => deps.sessions.forRoom(roomId, schedule()));
  return {
    id,
    roomId,
    authMode,
    key: openKey(deps, row),
    revoked: revokedAt !== null,
    settings: deviceSettingsOf(row.settings),
    sessions,
  };
}

function openKey({ secretBox, log }: LoadDeviceDeps, { id, keyCiphertext }: DeviceRow): Buffer {
  try {
    return secretBox.open(keyCiphertext, `device:${id}`);
  } catch (error) {
    log.error('device key cannot be opened: check DEVICE_KEY_SECRET', { deviceId: id, error });
    throw new AppError('unavailable', 'the server cannot read this device’s key', { retryAfterSeconds: 60 });
  }
}

function schedule(): Span {
  const now = Date.now();
  return { from: new Date(now), to: new Date(now + SCHEDULE_MS) };
}

async function onDatabase<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await withDeadline(read(), LOAD_TIMEOUT_MS, `no answer within ${LOAD_TIMEOUT_MS} ms`);
  } catch (error) {
    if (error instanceof DeadlineExceeded) throw new DependencyUnavailable('database', error);
    throw unavailableDependency(error) ?? error;
  }
}
