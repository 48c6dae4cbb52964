import { Room } from '../../api/models.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const roomAdd = defineCommand({
  name: 'add',
  summary: 'Add a room.',
  examples: ['A-101'],
  input: { name: argument('<name>', 'what is written on its door', text) },
  async run({ name }, { api }) {
    const room = await api.send({ method: 'POST', path: '/v1/rooms', body: { name } }, Room);
    return {
      json: room,
      text: `Added room ${printable(room.name)}.\nAdd its camera: hadir device add ID --name NAME --room "${printable(room.name)}"`,
    };
  },
});
