import type { IncomingHttpHeaders } from 'node:http';
import type { DeviceVitals } from '@hadir/contracts';
import type { DeviceHealth, DeviceNote, Log } from '@hadir/platform';
import type { DeviceCache } from './device-cache.ts';
import { readVitals } from './read-vitals.ts';

type Deps = {
  readonly health: Pick<DeviceHealth, 'note'>;
  readonly devices: Pick<DeviceCache, 'find'>;
  readonly log: Pick<Log, 'debug'>;
};

/** Gathers what is seen of each device and passes it on together, never in the way of a frame. */
export type HealthNotes = {
  taken(deviceId: string, vitals: DeviceVitals): void;
  refused(deviceId: string, code: string, headers: IncomingHttpHeaders, nowMs: number): void;
  /** Passes on what was gathered since the last time; what cannot be passed on is lost. */
  flush(nowMs: number): Promise<void>;
};

/** Ids that somebody claims without a key take no more room than this. */
const MAX_GATHERED = 2000;
/** These come before the sender proved to be the device: its headers are not believed. */
const UNPROVEN = new Set([
  'missing-header',
  'malformed-header',
  'unknown-device',
  'bad-signature',
  'bad-key',
  'bearer-not-enabled',
  'database-unavailable',
]);

type Gathered = { vitals: DeviceVitals | null; taken: number; readonly refused: Map<string, number> };

export function createHealthNotes({ health, devices, log }: Deps): HealthNotes {
  let gathered = new Map<string, Gathered>();

  const gather = (deviceId: string, vitals: DeviceVitals | undefined): Gathered | undefined => {
    let known = gathered.get(deviceId);
    if (!known) {
      if (gathered.size >= MAX_GATHERED) return undefined;
      known = { vitals: null, taken: 0, refused: new Map() };
      gathered.set(deviceId, known);
    }
    if (vitals) known.vitals = vitals;
    return known;
  };

  return {
    taken(deviceId, vitals) {
      const known = gather(deviceId, vitals);
      if (known) known.taken += 1;
    },
    refused(deviceId, code, headers, nowMs) {
      const known = gather(deviceId, UNPROVEN.has(code) ? undefined : readVitals(headers, nowMs));
      known?.refused.set(code, (known.refused.get(code) ?? 0) + 1);
    },
    async flush(nowMs) {
      const taken = gathered;
      gathered = new Map();
      const notes = new Map<string, DeviceNote>();
      for (const [deviceId, { vitals, taken: count, refused }] of taken) {
        if (await isKnown(devices, deviceId)) {
          notes.set(deviceId, { vitals, traffic: { taken: count, refused: Object.fromEntries(refused) } });
        }
      }
      if (notes.size === 0) return;
      try {
        await health.note(notes, nowMs);
      } catch (error) {
        log.debug('device health not noted', { devices: notes.size, error });
      }
    },
  };
}

/** False as well while it cannot be known. */
async function isKnown(devices: Deps['devices'], deviceId: string): Promise<boolean> {
  try {
    return (await devices.find(deviceId)) !== undefined;
  } catch {
    return false;
  }
}
