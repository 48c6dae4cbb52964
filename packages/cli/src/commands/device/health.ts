import { DeviceId } from '@hadir/contracts';
import { z } from 'zod';
import { byId, findRoom } from '../../api/find.ts';
import { pageOf, Room } from '../../api/models.ts';
import type { CampusTime } from '../../campus-time.ts';
import { UsageError } from '../../cli-error.ts';
import type { Context } from '../../command/context.ts';
import { argument, defineCommand, option, type Result } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { facts } from '../../output/table.ts';

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
  droppedFrames: z.number().nullable(),
  counters: z.record(z.string(), z.number()).nullish(),
  settingsVersion: z.string().nullish(),
});
type DeviceHealth = z.output<typeof DeviceHealth>;

export const deviceHealth = defineCommand({
  name: 'health',
  summary: 'Show how cameras are: heard of or not, frames, refusals, signal, clock.',
  details:
    'With an id it shows all that one camera tells of itself: memory, counters since it booted, settings, an update that failed.',
  examples: ['', 'cam-a101', '--room A-101', '--json'],
  input: {
    id: argument('[id]', "one device's id", DeviceId.optional()),
    room: option('--room <name>', 'only those in this room', text.optional()),
    ...pageFields,
  },
  async run({ id, room, ...page }, context) {
    if (id === undefined) return listHealth(context, room, page);
    if (room !== undefined) throw new UsageError('--room is for the list.', 'Give either an id or --room.');
    const health = await context.api.get(`/v1/devices/${id}/health`, DeviceHealth);
    return { json: health, text: healthText(health, context.time) };
  },
});

type Page = { readonly limit: number; readonly cursor: string | undefined };

async function listHealth(context: Context, room: string | undefined, page: Page): Promise<Result> {
  const { api, time } = context;
  const roomId = room === undefined ? undefined : (await findRoom(api, room)).id;
  const health = await api.get('/v1/device-health', pageOf(DeviceHealth), { roomId, ...page });
  const ids = health.items.map((device) => device.roomId);
  const rooms = await byId(api, '/v1/rooms', Room, ids);
  return listResult(
    context,
    health,
    [
      { title: 'id', value: ({ deviceId }: DeviceHealth) => deviceId },
      {
        title: 'room',
        value: (device: DeviceHealth) => rooms.get(device.roomId ?? '')?.name ?? null,
        flexible: true,
      },
      { title: 'state', value: ({ state }: DeviceHealth) => state },
      { title: 'last seen', value: ({ lastSeenAt }: DeviceHealth) => time.dateTime(lastSeenAt) },
      { title: 'frames/s', value: (device: DeviceHealth) => device.framesPerSecond.toFixed(2) },
      { title: 'in an hour', value: (device: DeviceHealth) => String(device.framesLastHour) },
      { title: 'refused', value: refusedText, flexible: true },
      { title: 'dBm', value: ({ rssiDbm }: DeviceHealth) => rssiDbm },
      { title: 'clock', value: skewText },
      { title: 'firmware', value: firmwareText, flexible: true },
    ],
    'There are no devices. Add one: hadir device add ID --name NAME --room ROOM',
  );
}

function healthText(device: DeviceHealth, time: CampusTime): string {
  const { counters } = device;
  return facts([
    ['State', device.state],
    ['Last seen', time.dateTime(device.lastSeenAt) ?? null],
    ['Frames', `${device.framesPerSecond.toFixed(2)} a second, ${device.framesLastHour} in the last hour`],
    ['Refused', refusedText(device)],
    ['Signal', withUnit(device.rssiDbm, 'dBm')],
    ['Clock', skewText(device)],
    ['Firmware', firmwareText(device)],
    ['Settings', device.settingsVersion ?? null],
    ['Last reset', device.resetReason],
    ['Least free heap', withUnit(device.heapMinBytes, 'bytes')],
    ['Least free stack', withUnit(device.stackMinBytes, 'bytes')],
    ['Dropped', withUnit(device.droppedFrames, 'frames since it booted')],
    ['Counted', counters ? countersText(counters) : null],
  ]);
}

function withUnit(value: number | null | undefined, unit: string): string | null {
  return value === null || value === undefined ? null : `${value} ${unit}`;
}

/** `captured 12, gated 7, …`. */
function countersText(counters: Readonly<Record<string, number>>): string {
  return Object.entries(counters)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ');
}

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
