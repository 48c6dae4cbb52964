import type { ApiKey } from '@hadir/db';
import { defineCommand } from '../../command/define-command.ts';
import { pageFields } from '../../command/fields.ts';
import { moreLine } from '../../output/more-line.ts';
import { table } from '../../output/table.ts';
import { openDatabase } from '../../settings/open-database.ts';

export const keyList = defineCommand({
  name: 'list',
  summary: 'List API keys. The keys themselves are kept nowhere.',
  examples: ['', '--limit 10 --json'],
  input: pageFields,
  async run({ limit, cursor }, context) {
    const database = await openDatabase(context);
    const { items, nextCursor } = await database.apiKeys.list({ limit, cursor });
    const state = (key: ApiKey): string => (key.revokedAt ? 'revoked' : 'active');
    const columns = [
      { title: 'name', value: (key: ApiKey) => key.name, flexible: true },
      { title: 'role', value: (key: ApiKey) => key.role },
      { title: 'state', value: state },
      { title: 'last used', value: (key: ApiKey) => context.time.dateTime(key.lastUsedAt) },
      { title: 'id', value: (key: ApiKey) => key.id },
    ];
    const shown = [table(items, columns, context.screen.width), ...moreLine(nextCursor)].join('\n');
    return {
      json: { items: items.map(({ hash: _, ...key }) => key), nextCursor },
      text:
        items.length === 0
          ? 'There is no API key. Create one: hadir key create --role admin --name NAME'
          : shown,
    };
  },
});
