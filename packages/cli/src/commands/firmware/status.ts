import { byId, findRoom } from '../../api/find.ts';
import { pageOf, Room } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { DeviceFirmware, FirmwareCounts } from './firmware-models.ts';

export const firmwareStatus = defineCommand({
  name: 'status',
  summary: 'Show which firmware each camera runs, is to run, and failed to take.',
  details:
    'A camera that is offered a release takes it when it next sends a frame and no session is open in its room. One that failed tries again by itself, after six hours where the image or its signature was wrong.',
  examples: ['', '--room A-101', '--json'],
  input: { room: option('--room <name>', 'only those in this room', text.optional()), ...pageFields },
  async run({ room, ...page }, context) {
    const { api, time } = context;
    const roomId = room === undefined ? undefined : (await findRoom(api, room)).id;
    const [counts, devices] = await Promise.all([
      api.get('/v1/firmware/versions', FirmwareCounts),
      api.get('/v1/firmware/status', pageOf(DeviceFirmware), { roomId, ...page }),
    ]);
    const rooms = await byId(
      api,
      '/v1/rooms',
      Room,
      devices.items.map((device) => device.roomId),
    );
    const { text: list } = listResult(
      context,
      devices,
      [
        { title: 'id', value: (device: DeviceFirmware) => device.deviceId },
        {
          title: 'room',
          value: (device: DeviceFirmware) => rooms.get(device.roomId ?? '')?.name ?? null,
          flexible: true,
        },
        { title: 'firmware', value: (device: DeviceFirmware) => device.firmware, flexible: true },
        { title: 'is to have', value: (device: DeviceFirmware) => device.release?.version ?? null },
        { title: 'state', value: (device: DeviceFirmware) => device.state },
        { title: 'last failure', value: failureText, flexible: true },
        { title: 'last seen', value: (device: DeviceFirmware) => time.dateTime(device.lastSeenAt) },
      ],
      'There are no devices. Add one: hadir device add ID --name NAME --room ROOM',
    );
    return { json: { ...devices, counts }, text: `${countsText(counts)}\n\n${list}` };
  },
});

function failureText({ failedUpdate }: DeviceFirmware): string | null {
  return failedUpdate === null ? null : `${failedUpdate.version} ${failedUpdate.failure}`;
}

/** `esp32 1.3.0: 12, esp32 1.2.0: 30 (1 failed), other: 4`. */
function countsText({ versions, unmanaged, isComplete }: FirmwareCounts): string {
  const parts = versions.map(
    ({ target, version, devices, failed }) =>
      `${target} ${version}: ${devices}${failed > 0 ? ` (${failed} failed)` : ''}`,
  );
  const other = unmanaged > 0 ? [`other: ${unmanaged}`] : [];
  const all = [...parts, ...other].join(', ') || 'no devices';
  return isComplete ? all : `${all}, and more that were not counted`;
}
