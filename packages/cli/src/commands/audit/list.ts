import { z } from 'zod';
import { pageOf } from '../../api/models.ts';
import { defineCommand, option } from '../../command/define-command.ts';
import { pageFields, text } from '../../command/fields.ts';
import { listResult } from '../../output/list-result.ts';

const Entry = z.looseObject({
  id: z.string(),
  at: z.string(),
  actor: z.string(),
  action: z.string(),
  subjectType: z.string(),
  subjectId: z.string(),
  details: z.record(z.string(), z.unknown()),
  seq: z.number().nullable(),
});
type Entry = z.output<typeof Entry>;

export const auditList = defineCommand({
  name: 'list',
  summary: 'List who did what, the newest first.',
  details:
    'People stand in it as ids alone. The number is the place in the chain; new entries get theirs within a minute.',
  examples: ['', '--action sighting.view-evidence', '--subject student:0193a1c2-7b1e-7c55-9f0e-2f5d7f3f8a10'],
  input: {
    subject: option('--subject <type:id>', 'what happened to this', text.optional()),
    actor: option('--actor <actor>', 'who, such as user:ID', text.optional()),
    action: option('--action <action>', 'what, such as student.create', text.optional()),
    ...pageFields,
  },
  async run({ subject, actor, action, ...page }, context) {
    const { api, time } = context;
    const [subjectType, subjectId] = subject?.split(/:(.*)/s) ?? [];
    const query = { ...page, subjectType, subjectId: subjectId || undefined, actor, action };
    const entries = await api.get('/v1/audit', pageOf(Entry), query);
    const columns = [
      { title: 'no.', value: ({ seq }: Entry) => seq, align: 'right' as const },
      { title: 'at', value: ({ at }: Entry) => time.dateTime(at) },
      { title: 'who', value: (entry: Entry) => entry.actor, flexible: true },
      { title: 'what', value: (entry: Entry) => entry.action },
      { title: 'to', value: (entry: Entry) => entry.subjectId, flexible: true },
    ];
    return listResult(context, entries, columns, 'There is no such entry.');
  },
});
