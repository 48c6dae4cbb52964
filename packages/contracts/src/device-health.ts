import { z } from 'zod';
import { SettingsVersion } from './device-settings.ts';

const whole = z.int();
/** A counter of the firmware is 32 bits wide. */
const count = whole.min(0).max(4_294_967_295);

/** What a device counts from boot to boot. */
export const DeviceCounters = z.object({
  /** Frames that the camera gave, whole or not. */
  captured: count,
  /** Nothing moved. */
  gated: count,
  /** Without a start or an end, or too long. */
  broken: count,
  /** Left the spool unsent, or were refused for good. */
  dropped: count,
  accepted: count,
  /** Attempts after the first. */
  retried: count,
  /** Times that the camera was started anew. */
  cameras: count,
  /** Times that the network was joined anew. */
  links: count,
});
export type DeviceCounters = z.infer<typeof DeviceCounters>;

/** The last update that failed: what it was to bring, and at which step. */
export const FailedUpdate = z.object({
  version: z.string().regex(/^[0-9A-Za-z.+-]{1,15}$/),
  failure: z.enum(['download', 'digest', 'signature', 'write', 'rolled-back']),
});
export type FailedUpdate = z.infer<typeof FailedUpdate>;

/** What a device said of itself with its newest frame, and what ingest saw of it. Null: never said. */
export const DeviceVitals = z.object({
  /** When it was last heard of, whether its frame was taken or not; ms since 1970. */
  lastSeenMs: whole.nonnegative(),
  firmware: z.string().max(64).nullable(),
  /** Signal that the device sees, dBm. */
  rssiDbm: whole.nullable(),
  /** Least free heap since boot, bytes. */
  heapMinBytes: whole.nullable(),
  /** Frames that it dropped since boot. */
  droppedFrames: whole.nullable(),
  resetReason: z.string().max(64).nullable(),
  /** How far its clock is ahead of ours (behind: negative), network time included, ms. */
  clockSkewMs: whole.nullable(),
  // What follows is missing from what was noted before ingest knew it.
  /** Least free stack since boot, bytes. */
  stackMinBytes: whole.nullish(),
  counters: DeviceCounters.nullish(),
  update: FailedUpdate.nullish(),
  /** Of the settings that it has. */
  settingsVersion: SettingsVersion.nullish(),
});
export type DeviceVitals = z.infer<typeof DeviceVitals>;

/** What came of a device's uploads in a span of time. */
export type DeviceTraffic = {
  readonly taken: number;
  /** Refused uploads by the code of their refusal, such as `checksum-mismatch`. */
  readonly refused: Readonly<Record<string, number>>;
};
