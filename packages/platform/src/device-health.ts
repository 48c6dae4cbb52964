import { type DeviceTraffic, DeviceVitals } from '@hadir/contracts';
import { onRedis } from './dependency.ts';
import type { Redis } from './redis.ts';

export type DeviceNote = {
  /** Null when nothing was heard that could be believed. */
  readonly vitals: DeviceVitals | null;
  readonly traffic: DeviceTraffic;
};

export type DeviceHealth = {
  /** The newest vitals and what was counted since the last note, by device. Not exact to the frame: a note may be lost with its process. */
  note(notes: ReadonlyMap<string, DeviceNote>, nowMs: number): Promise<void>;
  /** Undefined for a device of which nothing was noted for a week. */
  vitals(deviceIds: readonly string[]): Promise<(DeviceVitals | undefined)[]>;
  /** What came in the last `minutes` whole minutes and the one that runs; at most 60. */
  traffic(deviceIds: readonly string[], minutes: number, nowMs: number): Promise<DeviceTraffic[]>;
};

const VITALS_TTL_SECONDS = 7 * 24 * 3600;
/** An hour can be read back. */
const MINUTE_TTL_SECONDS = 65 * 60;
const MINUTE_MS = 60_000;
export const MOST_HEALTH_MINUTES = 60;

/** Kept in Redis: it changes with every frame, and nobody misses it after a week. */
export function createDeviceHealth(redis: Redis): DeviceHealth {
  return {
    async note(notes, nowMs) {
      const pipeline = redis.pipeline();
      for (const [deviceId, { vitals, traffic }] of notes) {
        if (vitals) pipeline.set(vitalsKey(deviceId), JSON.stringify(vitals), 'EX', VITALS_TTL_SECONDS);
        const key = minuteKey(deviceId, nowMs);
        for (const [field, count] of countsOf(traffic)) pipeline.hincrby(key, field, count);
        pipeline.expire(key, MINUTE_TTL_SECONDS);
      }
      await onRedis(() => pipeline.exec());
    },
    async vitals(deviceIds) {
      if (deviceIds.length === 0) return [];
      const texts = await onRedis(() => redis.mget(deviceIds.map(vitalsKey)));
      return texts.map((text) => (text === null ? undefined : readVitals(text)));
    },
    async traffic(deviceIds, minutes, nowMs) {
      const count = Math.min(minutes, MOST_HEALTH_MINUTES);
      const pipeline = redis.pipeline();
      for (const id of deviceIds) {
        for (let back = 0; back <= count; back += 1)
          pipeline.hgetall(minuteKey(id, nowMs - back * MINUTE_MS));
      }
      const answers = (await onRedis(() => pipeline.exec())) ?? [];
      const buckets = answers.map(([, fields]) => fields as Readonly<Record<string, string>>);
      return deviceIds.map((_id, at) => addUp(buckets.slice(at * (count + 1), (at + 1) * (count + 1))));
    },
  };
}

function countsOf({ taken, refused }: DeviceTraffic): (readonly [field: string, count: number])[] {
  const refusals = Object.entries(refused).map(([code, count]) => [`refused:${code}`, count] as const);
  return taken > 0 ? [['taken', taken], ...refusals] : refusals;
}

function addUp(buckets: readonly (Readonly<Record<string, string>> | null)[]): DeviceTraffic {
  const refused: Record<string, number> = {};
  let taken = 0;
  for (const [field, text] of buckets.flatMap((bucket) => Object.entries(bucket ?? {}))) {
    const code = /^refused:(.+)$/.exec(field)?.[1];
    if (code !== undefined) refused[code] = (refused[code] ?? 0) + Number(text);
    else if (field === 'taken') taken += Number(text);
  }
  return { taken, refused };
}

/** Another version of ingest may write what this version does not know. */
function readVitals(text: string): DeviceVitals | undefined {
  return DeviceVitals.safeParse(JSON.parse(text)).data;
}

function vitalsKey(deviceId: string): string {
  return `hadir:device-vitals:${deviceId}`;
}

function minuteKey(deviceId: string, atMs: number): string {
  return `hadir:device-minute:${deviceId}:${Math.floor(atMs / MINUTE_MS)}`;
}
