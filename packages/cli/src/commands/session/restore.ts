import { defineCommand, option } from '../../command/define-command.ts';
import { flag } from '../../command/fields.ts';
import { changeSession, idArgument, timesText } from './one-session.ts';

export const sessionRestore = defineCommand({
  name: 'restore',
  summary: 'Take the cancelling of a session back.',
  examples: ['0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: { id: idArgument, allowOverlap: option('--allow-overlap', 'although the room is taken', flag) },
  async run({ id, allowOverlap }, context) {
    const session = await changeSession(context, id, { verb: 'restore', body: { allowOverlap } });
    return { json: session, text: `It is held: ${timesText(session, context)}.` };
  },
});
