import { AppError, DependencyUnavailable, type Log } from '@hadir/platform';
import type { KnownDevice } from './load-device.ts';

export type DeviceCache = {
  /**
   * Undefined when there is no such device. While the database is away a device that is cached is served as it was,
   * for up to a day; another throws DependencyUnavailable('database').
   */
  find(deviceId: string): Promise<KnownDevice | undefined>;
  /** The device changed: nothing that was read of it before is used any more. */
  forget(deviceId: string): void;
};

type Deps = {
  /** Rejects with DependencyUnavailable when the database does not answer. */
  readonly loadDevice: (deviceId: string) => Promise<KnownDevice | undefined>;
  readonly log: Log;
  readonly now?: () => number;
};

type Entry = { device: KnownDevice | undefined; readonly loadedAt: number; staleAt: number };

/** A revocation must work within 60 s even when the message that tells of it is lost. */
const FRESH_MS = 20_000;
/** Short, so that a device works soon after it was added. */
const UNKNOWN_MS = 5000;
/** How long not to ask again after the database did not answer. */
const AWAY_MS = 5000;
const DAY_MS = 24 * 3600 * 1000;

const MAX_KNOWN = 5000;
const MAX_UNKNOWN = 1000;
/** Made-up device ids must not become a flood of queries. */
const MAX_LOADING = 32;

/** Devices, kept in this process so that ingest needs the database only now and then. */
export function createDeviceCache({ loadDevice, log, now = Date.now }: Deps): DeviceCache {
  const known = new Map<string, Entry>();
  const unknown = new Map<string, Entry>();
  const loading = new Map<string, Promise<KnownDevice | undefined>>();

  const keep = (deviceId: string, device: KnownDevice | undefined): void => {
    const loadedAt = now();
    known.delete(deviceId);
    unknown.delete(deviceId);
    if (device) put(known, MAX_KNOWN, deviceId, { device, loadedAt, staleAt: loadedAt + FRESH_MS });
    else put(unknown, MAX_UNKNOWN, deviceId, { device, loadedAt, staleAt: loadedAt + UNKNOWN_MS });
  };

  const load = (deviceId: string): Promise<KnownDevice | undefined> => {
    const under = loading.get(deviceId);
    if (under !== undefined) return under;
    if (!known.has(deviceId) && loading.size >= MAX_LOADING) throw tooManyLookups();
    const loaded = loadDevice(deviceId)
      .then((device) => {
        // forget() was called meanwhile: what was read may be from before the change.
        if (loading.get(deviceId) === loaded) keep(deviceId, device);
        return device;
      })
      .finally(() => {
        if (loading.get(deviceId) === loaded) loading.delete(deviceId);
      });
    loading.set(deviceId, loaded);
    return loaded;
  };

  const serveStale = (deviceId: string, error: unknown): KnownDevice => {
    const entry = known.get(deviceId);
    const tooOld = !entry?.device || entry.loadedAt + DAY_MS < now();
    if (tooOld || !(error instanceof DependencyUnavailable)) throw error;
    if (entry.staleAt <= now()) log.warn('database is away, device served from cache', { deviceId });
    entry.staleAt = now() + AWAY_MS;
    return entry.device as KnownDevice;
  };

  return {
    async find(deviceId) {
      const entry = known.get(deviceId) ?? unknown.get(deviceId);
      if (entry && now() < entry.staleAt) return entry.device;
      try {
        return await load(deviceId);
      } catch (error) {
        return serveStale(deviceId, error);
      }
    },
    forget(deviceId) {
      known.delete(deviceId);
      unknown.delete(deviceId);
      loading.delete(deviceId);
    },
  };
}

/** Bounded: the entry that was loaded longest ago makes room. */
function put(entries: Map<string, Entry>, max: number, deviceId: string, entry: Entry): void {
  entries.set(deviceId, entry);
  if (entries.size <= max) return;
  for (const oldest of entries.keys()) {
    entries.delete(oldest);
    return;
  }
}

function tooManyLookups(): AppError {
  return new AppError('unavailable', 'too many devices are looked up at once', { retryAfterSeconds: 2 });
}
