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
    const now = new Date();
    const columns = [
      { title: 'name', value: (key: ApiKey) => key.name, flexible: true },
      { title: 'role', value: (key: ApiKey) => key.role },
      { title: 'scopes', value: (key: ApiKey) => key.scopes?.join(', ') ?? 'all', flexible: true },
      { title: 'state', value: (key: ApiKey) => stateOf(key, now) },
      { title: 'ends', value: (key: ApiKey) => context.time.dateTime(key.expiresAt) },
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

function stateOf({ revokedAt, expiresAt }: ApiKey, now: Date): string {
  if (revokedAt) return 'revoked';
  return expiresAt && expiresAt <= now ? 'over' : 'active';
}
