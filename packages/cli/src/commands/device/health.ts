import { z } from 'zod';
import { byId, findRoom } from '../../api/find.ts';
import { pageOf, Room } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

const DeviceHealth = z.object({
  deviceId: z.string(),
  roomId: z.string().nullable(),
  state: z.string(),
  lastSeenAt: z.string().nullable(),
  framesPerSecond: z.number(),
  framesLastHour: z.number(),
  refusedLastHour: z.record(z.string(), z.number()),
  rssiDbm: z.number().nullable(),
  firmware: z.string().nullable(),
  clockSkewMs: z.number().nullable(),
  resetReason: z.string().nullable(),
  heapMinBytes: z.number().nullable(),
  stackMinBytes: z.number().nullish(),
  failedUpdate: z.object({ version: z.string(), failure: z.string() }).nullish(),
  counters: z.record(z.string(), z.number()).nullish(),
  settingsVersion: z.string().nullish(),
});
type DeviceHealth = z.output<typeof DeviceHealth>;

export const deviceHealth = defineCommand({
  name: 'health',
  summary: 'Show how cameras are: heard of or not, frames, refusals, signal, clock.',
  examples: ['', '--room A-101', '--json'],
  input: { room: option('--room <name>', 'only those in this room', text.optional()), ...pageFields },
  async run({ room, ...page }, context) {
    const { api, time } = context;
    const roomId = room === undefined ? undefined : (await findRoom(api, room)).id;
    const health = await api.get('/v1/device-health', pageOf(DeviceHealth), { roomId, ...page });
    const rooms = await byId(
      api,
      '/v1/rooms',
      Room,
      health.items.map((device) => device.roomId),
    );
    return listResult(
      context,
      health,
      [
        { title: 'id', value: (device: DeviceHealth) => device.deviceId },
        {
          title: 'room',
          value: (device: DeviceHealth) => rooms.get(device.roomId ?? '')?.name ?? null,
          flexible: true,
        },
        { title: 'state', value: (device: DeviceHealth) => device.state },
        { title: 'last seen', value: (device: DeviceHealth) => time.dateTime(device.lastSeenAt) },
        { title: 'frames/s', value: (device: DeviceHealth) => device.framesPerSecond.toFixed(2) },
        { title: 'in an hour', value: (device: DeviceHealth) => String(device.framesLastHour) },
        { title: 'refused', value: (device: DeviceHealth) => refusedText(device), flexible: true },
        { title: 'dBm', value: ({ rssiDbm }: DeviceHealth) => (rssiDbm === null ? null : String(rssiDbm)) },
        { title: 'clock', value: (device: DeviceHealth) => skewText(device) },
        { title: 'firmware', value: (device: DeviceHealth) => firmwareText(device), flexible: true },
      ],
      'There are no devices. Add one: hadir device add ID --name NAME --room ROOM',
    );
  },
});

function refusedText({ refusedLastHour }: DeviceHealth): string | null {
  const reasons = Object.entries(refusedLastHour).sort((a, b) => b[1] - a[1]);
  return reasons.map(([reason, count]) => `${count} ${reason}`).join(', ') || null;
}

/** `hadir-esp32/1.2.0, 1.3.0 failed (digest)`. */
function firmwareText({ firmware, failedUpdate }: DeviceHealth): string | null {
  if (!failedUpdate) return firmware;
  const failed = `${failedUpdate.version} failed (${failedUpdate.failure})`;
  return firmware === null ? failed : `${firmware}, ${failed}`;
}

/** `+0.1 s`: the device's clock is ahead. */
function skewText({ clockSkewMs }: DeviceHealth): string | null {
  if (clockSkewMs === null) return null;
  const seconds = (clockSkewMs / 1000).toFixed(1);
  return `${clockSkewMs >= 0 ? '+' : ''}${seconds} s`;
}
