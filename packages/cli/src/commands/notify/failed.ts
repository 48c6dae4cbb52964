import { pageOf } from '../../api/models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { channelNames, Delivery } from './models.ts';

export const notifyFailed = defineCommand({
  name: 'failed',
  summary: 'List messages that were given up, with why.',
  examples: ['', '--json'],
  input: pageFields,
  async run(page, context) {
    const { api, time } = context;
    const deliveries = await api.get('/v1/notifications/given-up', pageOf(Delivery), page);
    const names = await channelNames(api);
    return listResult(
      context,
      deliveries,
      [
        { title: 'id', value: ({ id }: Delivery) => id },
        { title: 'channel', value: (one: Delivery) => names.get(one.channelId) ?? null, flexible: true },
        { title: 'events', value: ({ events }: Delivery) => String(events) },
        { title: 'why', value: ({ lastError }: Delivery) => lastError, flexible: true },
        { title: 'when', value: ({ updatedAt }: Delivery) => time.dateTime(updatedAt) },
      ],
      'No message was given up.',
    );
  },
});
