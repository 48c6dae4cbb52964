import { type DeviceVitals, deviceSettingsOf, jobs, siteSettingsOf } from '@hadir/contracts';
import { type Device, LONGEST_PAGE, type StateChange } from '@hadir/db';
import type { ScheduledJob } from '../scheduled/scheduled-job.ts';
import type { ApiDeps } from '../shared/deps.ts';

type Deps = Pick<ApiDeps, 'database' | 'deviceHealth' | 'live'>;

/** Notes once a minute which devices were heard of and which fell silent, and has others told of a change. */
export const watchDevicesJob: ScheduledJob = {
  job: jobs.watchDevices,
  cron: '* * * * *',
  run: (deps, signal) => watchDevices(deps, new Date(), signal),
};

/** Compares every device with the span it is in. Running it twice changes nothing more. */
export async function watchDevices(deps: Deps, now: Date, signal?: AbortSignal): Promise<void> {
  const { database } = deps;
  const { deviceOfflineSeconds } = siteSettingsOf(await database.siteSettings.read());
  let cursor: string | undefined;
  do {
    signal?.throwIfAborted();
    const page = await database.devices.list({ limit: LONGEST_PAGE, cursor });
    await watchSome(deps, page.items, deviceOfflineSeconds * 1000, now);
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
}

async function watchSome(
  { database, deviceHealth, live }: Deps,
  devices: readonly Device[],
  offlineAfterMs: number,
  now: Date,
): Promise<void> {
  const ids = devices.map(({ id }) => id);
  const [vitals, open] = await Promise.all([deviceHealth.vitals(ids), database.deviceSpans.open(ids)]);
  const states = new Map(open.map((span) => [span.deviceId, span.state]));
  for (const [at, device] of devices.entries()) {
    const lastSeenAt = lastSeen(device, vitals[at]?.lastSeenMs);
    const allowedMs = Math.max(offlineAfterMs, silenceOf(device, vitals[at]));
    const isHeard = !device.revokedAt && isWithin(lastSeenAt, allowedMs, now);
    const change: StateChange = { deviceId: device.id, state: isHeard ? 'online' : 'offline', lastSeenAt };
    if (change.state === (states.get(device.id) ?? 'offline')) continue;
    if (await database.deviceSpans.change(change, now)) await tell(live, change);
  }
}

/** The time that an early waking, joining the network and sending may take on top of it. */
const WAKING_MS = 60_000;

/**
 * How long a device may be silent because it rests or nothing moves: only one that tells which settings it has does. Which of
 * both it does is not asked, as it may rest on when a session is begun by hand.
 */
function silenceOf({ settings }: Pick<Device, 'settings'>, vitals: DeviceVitals | undefined): number {
  if (!vitals?.settingsVersion) return 0;
  const { maxRestMs, heartbeatMs } = deviceSettingsOf(settings);
  return Math.max(maxRestMs, heartbeatMs) + WAKING_MS;
}

function isWithin(moment: Date | null, spanMs: number, now: Date): boolean {
  return moment !== null && now.getTime() - moment.getTime() <= spanMs;
}

function tell(live: Deps['live'], { deviceId, state, lastSeenAt }: StateChange): Promise<void> {
  return live.publish({ type: 'device', deviceId, state, lastSeenAt: lastSeenAt?.toISOString() ?? null });
}

/** The database is told once a minute, Redis every few seconds. */
export function lastSeen(
  { lastSeenAt }: Pick<Device, 'lastSeenAt'>,
  vitalsMs: number | undefined,
): Date | null {
  if (vitalsMs === undefined) return lastSeenAt;
  return lastSeenAt && lastSeenAt.getTime() > vitalsMs ? lastSeenAt : new Date(vitalsMs);
}
