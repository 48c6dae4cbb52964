import { findRoom } from '../../api/find.ts';
import { Room } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const roomRename = defineCommand({
  name: 'rename',
  summary: 'Give a room another name.',
  examples: ['A-101 "Lab 1"'],
  input: {
    name: argument('<name>', 'its name now', text),
    newName: argument('<new-name>', 'its new name', text),
  },
  async run({ name, newName }, { api }) {
    const { id } = await findRoom(api, name);
    const room = await api.send({ method: 'PATCH', path: `/v1/rooms/${id}`, body: { name: newName } }, Room);
    return { json: room, text: `${printable(name)} is now ${printable(room.name)}.` };
  },
});
