import { z } from 'zod';

const whole = z.int();

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
});
export type DeviceVitals = z.infer<typeof DeviceVitals>;

/** What came of a device's uploads in a span of time. */
export type DeviceTraffic = {
  readonly taken: number;
  /** Refused uploads by the code of their refusal, such as `checksum-mismatch`. */
  readonly refused: Readonly<Record<string, number>>;
};
