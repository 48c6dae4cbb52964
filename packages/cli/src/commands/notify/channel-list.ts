import { pageOf } from '../../api/models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { CHANNELS, Channel } from './models.ts';

export const notifyChannelList = defineCommand({
  name: 'list',
  summary: 'List channels by name.',
  examples: ['', '--json'],
  input: pageFields,
  async run(page, context) {
    const channels = await context.api.get(CHANNELS, pageOf(Channel), page);
    return listResult(
      context,
      channels,
      [
        { title: 'name', value: ({ name }: Channel) => name, flexible: true },
        { title: 'kind', value: ({ kind }: Channel) => kind },
        { title: 'language', value: ({ language }: Channel) => language },
        { title: 'mode', value: ({ mode }: Channel) => mode },
        {
          title: 'quiet',
          value: ({ quietHours }: Channel) => (quietHours ? `${quietHours.from}-${quietHours.until}` : null),
        },
        { title: 'state', value: ({ enabled }: Channel) => (enabled ? 'on' : 'off') },
      ],
      'There are no channels. Add one: hadir notify channel add NAME --email ADDRESS',
    );
  },
});
