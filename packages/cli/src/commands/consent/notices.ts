import { pageOf } from '../../api/models.ts';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';
import { Notice } from '../privacy/privacy-models.ts';

export const consentNotices = defineCommand({
  name: 'notices',
  summary: 'List the notices that students are asked to agree to.',
  details: 'The newest first; their texts are in --json.',
  examples: ['', '--json'],
  input: pageFields,
  async run(page, context) {
    const { api, time } = context;
    const columns = [
      { title: 'version', value: ({ version }: Notice) => version },
      { title: 'published', value: ({ publishedAt }: Notice) => time.dateTime(publishedAt) },
      { title: '', value: ({ isCurrent }: Notice) => (isCurrent ? 'current' : '') },
      { title: 'begins', value: ({ texts }: Notice) => texts.en.split('\n')[0] ?? '', flexible: true },
    ];
    const notices = await api.get('/v1/consent-notices', pageOf(Notice), page);
    const empty =
      'No notice is published: a consent may name any version. Publish one: hadir consent publish';
    return listResult(context, notices, columns, empty);
  },
});
