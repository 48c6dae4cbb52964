import { LookAlike } from '../../api/correction-models.ts';
import { pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { flag, pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

export const lookAlikeList = defineCommand({
  name: 'list',
  summary: 'List students whose faces are too alike, the newest pairs first.',
  details:
    'Twins, or one person who was enrolled twice: then remove one of the two. Between them a match needs a wider margin, dismissed or not.',
  examples: ['', '--dismissed'],
  input: { dismissed: option('--dismissed', 'those too that were dismissed', flag), ...pageFields },
  async run({ dismissed, ...page }, context) {
    const { api, time } = context;
    const query = { dismissed: String(dismissed), ...page };
    const pairs = await api.get('/v1/look-alikes', pageOf(LookAlike), query);
    const who = ({ number, name }: LookAlike['students'][number]): string => `${number} ${name}`;
    return listResult(
      context,
      pairs,
      [
        { title: 'id', value: (pair: LookAlike) => pair.id },
        { title: 'one', value: ({ students: [one] }: LookAlike) => who(one), flexible: true },
        { title: 'other', value: ({ students: [, other] }: LookAlike) => who(other), flexible: true },
        { title: 'score', value: ({ score }: LookAlike) => score.toFixed(2), align: 'right' },
        { title: 'found', value: (pair: LookAlike) => time.dateTime(pair.foundAt) },
        {
          title: 'dismissed',
          value: (pair: LookAlike) => pair.dismissedAt && time.dateTime(pair.dismissedAt),
        },
      ],
      'No two students look too much alike.',
    );
  },
});
