import { byId, findRoom } from '../../api/find.ts';
import { Device, pageOf, Room } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const deviceList = defineCommand({
  name: 'list',
  summary: 'List cameras by id, with when each was last heard of.',
  examples: ['', '--room A-101'],
  input: { room: option('--room <name>', 'only those in this room', text.optional()), ...pageFields },
  async run({ room, ...page }, context) {
    const { api, time } = context;
    const roomId = room === undefined ? undefined : (await findRoom(api, room)).id;
    const devices = await api.get('/v1/devices', pageOf(Device), { roomId, ...page });
    const rooms = await byId(
      api,
      '/v1/rooms',
      Room,
      devices.items.map((device) => device.roomId),
    );
    return listResult(
      context,
      devices,
      [
        { title: 'id', value: ({ id }: Device) => id },
        { title: 'name', value: ({ name }: Device) => name, flexible: true },
        {
          title: 'room',
          value: (device: Device) => rooms.get(device.roomId ?? '')?.name ?? null,
          flexible: true,
        },
        { title: 'state', value: ({ revokedAt, authMode }: Device) => (revokedAt ? 'revoked' : authMode) },
        { title: 'last seen', value: ({ lastSeenAt }: Device) => time.dateTime(lastSeenAt) },
      ],
      'There are no devices. Add one: hadir device add ID --name NAME --room ROOM',
    );
  },
});
