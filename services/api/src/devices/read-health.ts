import type { DeviceTraffic, DeviceVitals } from '@hadir/contracts';
import type { Device } from '@hadir/db';
import type { ApiDeps } from '../shared/deps.ts';
import type { DeviceHealth } from './device-health-schemas.ts';
import { lastSeen } from './watch-devices.ts';

type Deps = Pick<ApiDeps, 'database' | 'deviceHealth'>;
type Known = {
  readonly vitals: DeviceVitals | undefined;
  readonly minute: DeviceTraffic;
  readonly hour: DeviceTraffic;
  readonly span: { readonly state: 'online' | 'offline'; readonly fromAt: Date } | undefined;
  readonly nowMs: number;
};

const MINUTE_MS = 60_000;

/** How each of these devices is, in their order. Throws DependencyUnavailable('redis'). */
export async function readHealth(
  { database, deviceHealth }: Deps,
  devices: readonly Device[],
  nowMs = Date.now(),
): Promise<DeviceHealth[]> {
  const ids = devices.map(({ id }) => id);
  const [vitals, minutes, hours, spans] = await Promise.all([
    deviceHealth.vitals(ids),
    deviceHealth.traffic(ids, 1, nowMs),
    deviceHealth.traffic(ids, 59, nowMs),
    database.deviceSpans.open(ids),
  ]);
  const spanOf = new Map(spans.map((span) => [span.deviceId, span]));
  return devices.map((device, at) =>
    healthOf(device, {
      vitals: vitals[at],
      minute: minutes[at] ?? none,
      hour: hours[at] ?? none,
      span: spanOf.get(device.id),
      nowMs,
    }),
  );
}

const none: DeviceTraffic = { taken: 0, refused: {} };

function healthOf(device: Device, { vitals, minute, hour, span, nowMs }: Known): DeviceHealth {
  // The last whole minute and as much of this one as has gone by.
  const seconds = 60 + (nowMs % MINUTE_MS) / 1000;
  return {
    deviceId: device.id,
    name: device.name,
    roomId: device.roomId,
    ...stateOf(device, span),
    lastSeenAt: lastSeen(device, vitals?.lastSeenMs),
    framesPerSecond: Math.round((minute.taken / seconds) * 100) / 100,
    framesLastHour: hour.taken,
    refusedLastHour: { ...hour.refused },
    ...vitalsOf(vitals),
  };
}

/** What the device told of itself; null what it never did. */
function vitalsOf(vitals: DeviceVitals | undefined) {
  const told = <Name extends keyof DeviceVitals>(name: Name) => vitals?.[name] ?? null;
  return {
    rssiDbm: told('rssiDbm'),
    firmware: told('firmware'),
    heapMinBytes: told('heapMinBytes'),
    droppedFrames: told('droppedFrames'),
    resetReason: told('resetReason'),
    clockSkewMs: told('clockSkewMs'),
    stackMinBytes: told('stackMinBytes'),
    counters: told('counters'),
    failedUpdate: told('update'),
    settingsVersion: told('settingsVersion'),
  };
}

function stateOf({ revokedAt }: Device, span: Known['span']): Pick<DeviceHealth, 'state' | 'since'> {
  if (revokedAt) return { state: 'revoked', since: revokedAt };
  return span ? { state: span.state, since: span.fromAt } : { state: 'never-seen', since: null };
}
