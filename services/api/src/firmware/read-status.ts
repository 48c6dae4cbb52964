import { coveringRelease, type DeviceVitals, isUpdate, parseFirmware } from '@hadir/contracts';
import { type Device, type FirmwareRelease, LONGEST_PAGE, type Page } from '@hadir/db';
import { lastSeen } from '../devices/watch-devices.ts';
import type { ApiDeps } from '../shared/deps.ts';
import type { DeviceFirmware, FirmwareCounts } from './firmware-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'deviceHealth'>;

const MOST_COUNTED = 10_000;

/** What each of these devices runs and is to run, in their order; revoked ones are left out. Throws DependencyUnavailable('redis'). */
export async function readStatus(deps: Deps, devices: readonly Device[]): Promise<DeviceFirmware[]> {
  return statusesOf(deps, devices, await deps.database.firmwareReleases.published());
}

async function statusesOf(
  { deviceHealth }: Pick<Deps, 'deviceHealth'>,
  devices: readonly Device[],
  releases: readonly FirmwareRelease[],
): Promise<DeviceFirmware[]> {
  const inForce = devices.filter(({ revokedAt }) => revokedAt === null);
  const vitals = await deviceHealth.vitals(inForce.map(({ id }) => id));
  return inForce.map((device, at) => statusOf(device, vitals[at], releases));
}

/** How many devices run which version. */
export async function countVersions(deps: Deps): Promise<FirmwareCounts> {
  const counts = new Map<string, FirmwareCounts['versions'][number]>();
  const releases = await deps.database.firmwareReleases.published();
  let known = 0;
  let seen = 0;
  let cursor: string | null = null;
  do {
    const page: Page<Device> = await deps.database.devices.list({ limit: LONGEST_PAGE, cursor });
    const statuses = await statusesOf(deps, page.items, releases);
    for (const status of statuses) count(counts, status);
    known += statuses.length;
    seen += page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== null && seen < MOST_COUNTED);
  const versions = [...counts.values()].sort((a, b) => b.devices - a.devices);
  const managed = versions.reduce((sum, { devices }) => sum + devices, 0);
  return { versions, unmanaged: known - managed, isComplete: cursor === null };
}

function count(
  counts: Map<string, FirmwareCounts['versions'][number]>,
  { target, version, state }: DeviceFirmware,
): void {
  if (state === 'unmanaged' || target === null || version === null) return;
  const key = `${target} ${version}`;
  const { devices, failed } = counts.get(key) ?? { devices: 0, failed: 0 };
  const isFailed = state === 'failed' ? 1 : 0;
  counts.set(key, { target, version, devices: devices + 1, failed: failed + isFailed });
}

function statusOf(
  device: Device,
  vitals: DeviceVitals | undefined,
  releases: readonly FirmwareRelease[],
): DeviceFirmware {
  const running = parseFirmware(vitals?.firmware ?? undefined);
  const isManaged = running !== undefined && device.authMode === 'signed';
  const release = isManaged
    ? coveringRelease(releases, { id: device.id, target: running.target })
    : undefined;
  const failedUpdate = vitals?.update ?? null;
  return {
    deviceId: device.id,
    name: device.name,
    roomId: device.roomId,
    lastSeenAt: lastSeen(device, vitals?.lastSeenMs),
    firmware: vitals?.firmware ?? null,
    target: running?.target ?? null,
    version: running?.version ?? null,
    release: release ? { id: release.id, version: release.version, forced: release.forcedAt !== null } : null,
    state: isManaged ? stateOf(release, running.version, failedUpdate) : 'unmanaged',
    failedUpdate,
  };
}

function stateOf(
  release: FirmwareRelease | undefined,
  running: string,
  failedUpdate: DeviceFirmware['failedUpdate'],
): DeviceFirmware['state'] {
  if (!release) return 'no-release';
  if (isUpdate(release, running)) return failedUpdate?.version === release.version ? 'failed' : 'offered';
  return release.version === running ? 'current' : 'newer';
}
