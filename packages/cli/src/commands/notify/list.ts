import { pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { channelNames, findChannel, Subscription } from './models.ts';

export const notifyList = defineCommand({
  name: 'list',
  summary: 'List subscriptions: which channel is told of what.',
  examples: ['', '--channel "Staff room"'],
  input: { channel: option('--channel <name>', 'only of this channel', text.optional()), ...pageFields },
  async run({ channel, ...page }, context) {
    const { api } = context;
    const channelId = channel === undefined ? undefined : (await findChannel(api, channel)).id;
    const query = { channelId, ...page };
    const subscriptions = await api.get('/v1/notifications/subscriptions', pageOf(Subscription), query);
    const names = await channelNames(api);
    return listResult(
      context,
      subscriptions,
      [
        { title: 'channel', value: (one: Subscription) => names.get(one.channelId) ?? null, flexible: true },
        { title: 'event', value: ({ event }: Subscription) => event },
        { title: 'of', value: scopeOf },
      ],
      'Nobody is told of anything. Subscribe a channel: hadir notify subscribe CHANNEL EVENT',
    );
  },
});

function scopeOf({ courseId, roomId, studentId }: Subscription): string {
  if (courseId !== null) return `course ${courseId}`;
  if (roomId !== null) return `room ${roomId}`;
  return studentId === null ? 'campus' : `student ${studentId}`;
}
