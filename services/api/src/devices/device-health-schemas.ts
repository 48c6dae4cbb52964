import { DeviceCounters, DeviceId, FailedUpdate, SettingsVersion } from '@hadir/contracts';
import { DEVICE_STATES } from '@hadir/db';
import { z } from 'zod';
import { Id, Instant, pageFields } from '../shared/schemas.ts';

export const HealthQuery = z.strictObject({ ...pageFields, roomId: Id.optional() });

const refused = z
  .record(z.string(), z.int())
  .describe('Uploads refused in the last hour, by code of the refusal, such as `checksum-mismatch`.');

export const DeviceHealth = z
  .object({
    deviceId: DeviceId,
    name: z.string(),
    roomId: z.uuid().nullable(),
    state: z
      .enum(['online', 'offline', 'revoked', 'never-seen'])
      .describe('`offline` once nothing was heard for `deviceOfflineSeconds` of the settings.'),
    since: Instant.nullable().describe('When it came to be so.'),
    lastSeenAt: Instant.nullable(),
    framesPerSecond: z.number().describe('Frames taken, over the last whole minute and the one that runs.'),
    framesLastHour: z.int(),
    refusedLastHour: refused,
    rssiDbm: z
      .int()
      .nullable()
      .describe('Signal that the device sees; above -67 is good, below -80 is poor.'),
    firmware: z.string().nullable(),
    heapMinBytes: z.int().nullable(),
    droppedFrames: z.int().nullable().describe('Frames that it dropped since it booted.'),
    resetReason: z.string().nullable(),
    clockSkewMs: z
      .int()
      .nullable()
      .describe('How far its clock is ahead of the server; frames are refused beyond 300,000.'),
    stackMinBytes: z.int().nullable().describe('Least free stack since it booted.'),
    counters: z.object(DeviceCounters.shape).nullable().describe('What it counted since it booted.'),
    failedUpdate: z
      .object(FailedUpdate.shape)
      .nullable()
      .describe('The last update of its firmware that failed, and at which step.'),
    settingsVersion: SettingsVersion.nullable().describe('Of the settings that it has; `0`: its own.'),
  })
  .meta({ id: 'DeviceHealth' });
export type DeviceHealth = z.output<typeof DeviceHealth>;

export const DeviceSpan = z
  .object({
    id: z.uuid(),
    deviceId: DeviceId,
    state: z.enum(DEVICE_STATES),
    fromAt: Instant,
    toAt: Instant.nullable().describe('Null while it lasts.'),
  })
  .meta({ id: 'DeviceSpan' });

export const SpanQuery = z.strictObject({
  ...pageFields,
  from: z.iso.datetime({ offset: true }).optional().describe('Spans that reach beyond this moment.'),
  to: z.iso.datetime({ offset: true }).optional().describe('Spans that began before this moment.'),
});
