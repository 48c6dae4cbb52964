import { readAll } from '../../api/read-all.ts';
import { CliError } from '../../cli-error.ts';
import { defineCommand } from '../../command/define-command.ts';
import { findChannel, Subscription } from './models.ts';
import { scopeFields, scopeIds } from './scope-fields.ts';

const PATH = '/v1/notifications/subscriptions';

export const notifyUnsubscribe = defineCommand({
  name: 'unsubscribe',
  summary: 'Have a channel told of an event no longer.',
  details: 'Name the same course, room or student as when it was subscribed.',
  examples: ['"Staff room" device-offline', 'Office late --course IF-101'],
  input: scopeFields,
  async run({ channel, event, ...scope }, { api }) {
    const { id: channelId, name } = await findChannel(api, channel);
    const { courseId = null, roomId = null, studentId = null } = await scopeIds(api, scope);
    for await (const one of readAll(api, PATH, Subscription, { channelId })) {
      const isSame = one.courseId === courseId && one.roomId === roomId && one.studentId === studentId;
      if (one.event !== event || !isSame) continue;
      await api.sendOnly({ method: 'DELETE', path: `${PATH}/${one.id}` });
      return { json: { id: one.id, removed: true }, text: `${name} is told of ${event} no longer.` };
    }
    throw new CliError(
      'not-found',
      `${name} has no such subscription.`,
      '`hadir notify list` shows what there is.',
    );
  },
});
