import { defineCommand } from '../../command/define-command.ts';
import { findChannel, Subscription } from './models.ts';
import { scopeFields, scopeIds } from './scope-fields.ts';

export const notifySubscribe = defineCommand({
  name: 'subscribe',
  summary: 'Have a channel told of an event.',
  details: 'Of the whole campus, or of one course, room or student.',
  examples: ['"Staff room" device-offline', 'Office late --course IF-101', 'Parents absent --student 1001'],
  input: scopeFields,
  async run({ channel, event, ...scope }, { api }) {
    const { id, name } = await findChannel(api, channel);
    const body = { channelId: id, event, ...(await scopeIds(api, scope)) };
    const subscription = await api.send(
      { method: 'POST', path: '/v1/notifications/subscriptions', body },
      Subscription,
    );
    return { json: subscription, text: `${name} is told of ${event} from now on.` };
  },
});
