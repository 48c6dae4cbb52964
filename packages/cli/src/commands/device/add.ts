import { DeviceId } from '@hadir/contracts';
import { findRoom } from '../../api/find.ts';
import { DeviceWithKey } from '../../api/models.ts';
import { argument, defineCommand, option } from '../../command/define-command.ts';
import { flag, text } from '../../command/fields.ts';
import { keyText } from './key-text.ts';

export const deviceAdd = defineCommand({
  name: 'add',
  summary: 'Add a camera and print its key, this one time.',
  examples: ['cam-a101 --name "Front door" --room A-101', 'cam-b2 --name Phone --room B-2 --bearer --json'],
  input: {
    id: argument('<id>', 'its name in every frame: 3 to 32 of a-z, 0-9 and "-"', DeviceId),
    name: option('--name <name>', 'where it hangs, for people', text),
    room: option('--room <name>', 'the room it watches', text.optional()),
    bearer: option('--bearer', 'the device cannot sign frames and sends its key instead', flag),
  },
  async run({ id, name, room, bearer }, { api }) {
    const roomId = room === undefined ? undefined : (await findRoom(api, room)).id;
    const body = { id, name, ...(roomId ? { roomId } : {}), authMode: bearer ? 'bearer' : 'signed' };
    const created = await api.send({ method: 'POST', path: '/v1/devices', body }, DeviceWithKey);
    return { json: created, text: keyText(`Added device ${id}.`, created.key) };
  },
});
