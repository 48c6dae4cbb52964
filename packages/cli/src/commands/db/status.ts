import { defineCommand } from '../../command/define-command.ts';
import { databaseOptions } from '../../settings/open-database.ts';

export const dbStatus = defineCommand({
  name: 'status',
  summary: 'Show which migrations the database has and which it lacks.',
  details: 'Exits 1 while one is pending, so that a script can wait for it.',
  examples: ['', '--json'],
  input: {},
  async run(_, context) {
    const { migrationStatus } = await import('@hadir/db');
    const status = await migrationStatus(databaseOptions(context));
    const lines = [
      ...status.applied.map((name) => `✓ ${name}`),
      ...status.pending.map((name) => `✗ ${name} (pending)`),
    ];
    const isCurrent = status.pending.length === 0;
    const next = isCurrent ? 'The database is up to date.' : 'Run `hadir db migrate`.';
    return { ok: isCurrent, json: status, text: [...lines, '', next].join('\n') };
  },
});
