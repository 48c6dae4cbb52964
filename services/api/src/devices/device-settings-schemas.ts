import { DeviceId, DeviceSettings, SettingsVersion } from '@hadir/contracts';
import { z } from 'zod';
import { changeOf } from '../shared/schemas.ts';

type Shape = typeof DeviceSettings.shape;
type Nullable = { readonly [Name in keyof Shape]: z.ZodNullable<Shape[Name]> };

const nullable = Object.fromEntries(
  Object.entries(DeviceSettings.shape).map(([name, field]) => [name, field.nullable()]),
) as unknown as Nullable;

/** Null takes a field back to its default. */
export const DeviceSettingsChange = changeOf(z.strictObject(nullable)).meta({ id: 'DeviceSettingsChange' });
export type DeviceSettingsChange = z.output<typeof DeviceSettingsChange>;

export const DeviceSettingsView = z
  .object({
    deviceId: DeviceId,
    own: z
      .object(DeviceSettings.shape)
      .partial()
      .describe('What is set of this device otherwise than the defaults.'),
    effective: z
      .object({
        ...DeviceSettings.shape,
        utcOffsetMinutes: z.int().describe('Of the campus, now; the lamp’s times are campus time.'),
      })
      .describe('What the device is sent with its next frame.'),
    version: SettingsVersion.describe(
      'Of `effective`: other settings, or a change of the campus’s clocks, have another.',
    ),
    confirmedVersion: SettingsVersion.nullable().describe(
      'Which the device had when it was last heard of; `0`: those of its firmware; null: it has never told.',
    ),
    isConfirmed: z.boolean().describe('Whether the device has these.'),
  })
  .meta({ id: 'DeviceSettings' });
export type DeviceSettingsView = z.output<typeof DeviceSettingsView>;
