import { argument, defineCommand } from '../../command/define-command.ts';
import { text } from '../../command/fields.ts';
import { CHANNELS, findChannel } from './models.ts';

export const notifyChannelRemove = defineCommand({
  name: 'remove',
  summary: 'Remove a channel with its subscriptions; what waits for it is not sent.',
  examples: ['"Staff room"'],
  input: { channel: argument('<channel>', 'its name or id', text) },
  async run({ channel }, { api }) {
    const { id, name } = await findChannel(api, channel);
    await api.sendOnly({ method: 'DELETE', path: `${CHANNELS}/${id}` });
    return { json: { id, removed: true }, text: `Removed channel ${name}.` };
  },
});
