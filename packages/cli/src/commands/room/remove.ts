import { findRoom } from '../../api/find.ts';
import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { printable } from '../../output/text-width.ts';

export const roomRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a room; its cameras stay without one. Refused while sessions or series are held in it.',
  examples: ['A-101'],
  input: { name: argument('<name>', 'the room', text) },
  async run({ name }, { api }) {
    const room = await findRoom(api, name);
    await api.sendOnly({ method: 'DELETE', path: `/v1/rooms/${room.id}` });
    return { json: { removed: room.id }, text: `Removed room ${printable(room.name)}.` };
  },
});
