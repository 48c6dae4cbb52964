import { DeviceId, FailedUpdate, FirmwareSignature, FirmwareTarget, FirmwareVersion } from '@hadir/contracts';
import { z } from 'zod';
import { changeOf, Id, Instant, line, pageFields, pageOf } from '../shared/schemas.ts';

const MAX_NOTES = 2000;
/** Text of several lines. */
const notes = z
  .string()
  .trim()
  .max(MAX_NOTES, `at most ${MAX_NOTES} characters`)
  .regex(/^[\r\n\t\P{Cc}]*$/u, 'must hold no control characters');
const percent = z
  .int()
  .min(0)
  .max(100)
  .describe('How many of the devices that it could have are to have it.');
const percentText = z
  .string()
  .regex(/^(100|\d{1,2})$/, 'must be a whole number from 0 to 100')
  .transform(Number);
const flagText = z.enum(['true', 'false'], 'must be true or false').transform((text) => text === 'true');

/** The fields of the multipart body, beside the image. */
export const ReleaseFields = z.strictObject({
  target: FirmwareTarget,
  version: FirmwareVersion,
  signature: FirmwareSignature,
  publicKey: z.string().max(1000, 'must be a public key on P-256 as PEM'),
  notes: notes.optional(),
  rolloutPercent: percentText.default(0),
  forced: flagText.default(false),
  newKey: flagText.default(false),
});
export type ReleaseFields = z.output<typeof ReleaseFields>;

/** The same as the document shows it. */
export const NewRelease = z
  .object({
    target: FirmwareTarget,
    version: FirmwareVersion.describe('Three numbers of up to four digits.'),
    signature: FirmwareSignature.describe(
      'ECDSA on P-256, DER in hex, over SHA-256 of `HADIRFW1`, target, version, size and SHA-256 of the image, joined by line feeds.',
    ),
    publicKey: z.string().describe('As PEM. It is not kept: its fingerprint is.'),
    notes: z.string().max(MAX_NOTES).optional(),
    rolloutPercent: percent.default(0),
    forced: z.enum(['true', 'false']).default('false').describe('Devices with a newer version take it too.'),
    newKey: z
      .enum(['true', 'false'])
      .default('false')
      .describe('It is signed by another key than the release before, on purpose.'),
    image: z.string().meta({ format: 'binary' }).describe('At most 1,966,080 bytes.'),
  })
  .meta({ id: 'NewFirmwareRelease' });

export const ReleaseChange = changeOf(
  z.strictObject({ rolloutPercent: percent, forced: z.boolean(), notes: notes.nullable() }),
).meta({ id: 'FirmwareReleaseChange' });
export type ReleaseChange = z.output<typeof ReleaseChange>;

export const ReleaseQuery = z.strictObject({ ...pageFields, target: FirmwareTarget.optional() });

export const Release = z
  .object({
    id: z.uuid(),
    target: FirmwareTarget,
    version: z.string(),
    size: z.int().describe('Bytes.'),
    sha256: z.string(),
    keyFingerprint: z.string().describe('SHA-256 of the public key that it is signed for.'),
    notes: z.string().nullable(),
    rolloutPercent: percent,
    forced: z.boolean(),
    forcedAt: Instant.nullable().describe(
      'Of what was published before this, nothing else is offered to those that it covers.',
    ),
    state: z.enum(['published', 'withdrawn']).describe('What is withdrawn is offered to nobody, for good.'),
    createdAt: Instant,
    createdBy: z.string(),
    withdrawnAt: Instant.nullable(),
    withdrawnBy: z.string().nullable(),
  })
  .meta({ id: 'FirmwareRelease' });
export const ReleasePage = pageOf('FirmwareReleasePage', Release);

export const StatusQuery = z.strictObject({ ...pageFields, roomId: Id.optional() });

const UPDATE_STATES = ['unmanaged', 'no-release', 'current', 'newer', 'offered', 'failed'] as const;

export const DeviceFirmware = z
  .object({
    deviceId: DeviceId,
    name: line(120),
    roomId: z.uuid().nullable(),
    lastSeenAt: Instant.nullable(),
    firmware: z.string().nullable().describe('As it says itself; kept for a week after it was heard of.'),
    target: FirmwareTarget.nullable(),
    version: z.string().nullable(),
    release: z
      .object({ id: z.uuid(), version: z.string(), forced: z.boolean() })
      .nullable()
      .describe('The release that it is to have.'),
    state: z
      .enum(UPDATE_STATES)
      .describe(
        '`unmanaged`: it runs something else, or does not sign. `no-release`: none covers it. `current`: it has it. `newer`: it runs a newer version. `offered`: with each answer. `failed`: offered, and its last attempt failed.',
      ),
    failedUpdate: FailedUpdate.nullable().describe('The last update that failed, as it says itself.'),
  })
  .meta({ id: 'DeviceFirmware' });
export type DeviceFirmware = z.output<typeof DeviceFirmware>;
export const StatusPage = pageOf('DeviceFirmwarePage', DeviceFirmware);

export const FirmwareCounts = z
  .object({
    versions: z.array(
      z.object({
        target: FirmwareTarget,
        version: z.string(),
        devices: z.int(),
        failed: z
          .int()
          .describe('Of them, those whose last attempt at the release that they are to have failed.'),
      }),
    ),
    unmanaged: z.int().describe('Devices that run something else, or of which nothing was heard for a week.'),
    isComplete: z.boolean().describe('False beyond 10,000 devices, where the rest is not counted.'),
  })
  .meta({ id: 'FirmwareCounts' });
export type FirmwareCounts = z.output<typeof FirmwareCounts>;
