import { DeviceId } from '@hadir/contracts';
import { AUTH_MODES } from '@hadir/db';
import { z } from 'zod';
import { changeOf, Id, Instant, line, pageFields } from '../shared/schemas.ts';

const authMode = z
  .enum(AUTH_MODES)
  .describe(
    '`signed`: every frame carries a signature; `bearer`: the key itself, for devices that cannot sign.',
  );

export const NewDevice = z
  .strictObject({
    id: DeviceId.describe('The name in every frame and log line.'),
    name: line(120),
    roomId: Id.nullable().optional(),
    authMode: authMode.optional(),
  })
  .meta({ id: 'NewDevice' });
export type NewDevice = z.output<typeof NewDevice>;

export const DeviceChange = changeOf(
  z.strictObject({ name: line(120), roomId: Id.nullable(), authMode }),
).meta({ id: 'DeviceChange' });

export const DeviceParams = z.strictObject({ id: DeviceId });
export const DeviceQuery = z.strictObject({ ...pageFields, roomId: Id.optional() });

export const Device = z
  .object({
    id: DeviceId,
    name: z.string(),
    roomId: z.uuid().nullable(),
    authMode,
    revokedAt: Instant.nullable(),
    lastSeenAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: 'Device' });

export const DeviceWithKey = z
  .object({ device: Device, key: z.string().describe('`hdk_…`. Shown this once; write it to the device.') })
  .meta({ id: 'DeviceWithKey' });
