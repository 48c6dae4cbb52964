import { z } from 'zod';

/** What commands read of the api's answers. Loose: fields they do not know stay in `--json`. */
export const Release = z.looseObject({
  id: z.string(),
  target: z.string(),
  version: z.string(),
  size: z.number(),
  sha256: z.string(),
  keyFingerprint: z.string(),
  notes: z.string().nullable(),
  rolloutPercent: z.number(),
  forced: z.boolean(),
  state: z.string(),
  createdAt: z.string(),
});
export type Release = z.output<typeof Release>;

export const DeviceFirmware = z.looseObject({
  deviceId: z.string(),
  roomId: z.string().nullable(),
  lastSeenAt: z.string().nullable(),
  firmware: z.string().nullable(),
  target: z.string().nullable(),
  version: z.string().nullable(),
  release: z.looseObject({ id: z.string(), version: z.string(), forced: z.boolean() }).nullable(),
  state: z.string(),
  failedUpdate: z.looseObject({ version: z.string(), failure: z.string() }).nullable(),
});
export type DeviceFirmware = z.output<typeof DeviceFirmware>;

export const FirmwareCounts = z.looseObject({
  versions: z.array(
    z.looseObject({ target: z.string(), version: z.string(), devices: z.number(), failed: z.number() }),
  ),
  unmanaged: z.number(),
  isComplete: z.boolean(),
});
export type FirmwareCounts = z.output<typeof FirmwareCounts>;
