import { defineCommand, option } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { changeSession, idArgument, timesText } from './one-session.ts';

export const sessionCancel = defineCommand({
  name: 'cancel',
  summary: 'Cancel a session: it opens for no face and counts for nobody.',
  examples: ["0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10 --reason 'the lecturer is ill'"],
  input: { id: idArgument, reason: option('--reason <text>', 'why, as students are told', text) },
  async run({ id, reason }, context) {
    const session = await changeSession(context, id, { verb: 'cancel', body: { reason } });
    const undo = `Take it back: hadir session restore ${session.id}`;
    return { json: session, text: `Cancelled: ${timesText(session, context)}.\n${undo}` };
  },
});
