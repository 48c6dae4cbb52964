import { defineCommand, option } from '../../command/define-command.ts';
import { flag } from '../../command/fields.ts';
import { databaseOptions } from '../../settings/open-database.ts';

export const dbMigrate = defineCommand({
  name: 'migrate',
  summary: 'Bring the database to the form that this version needs.',
  details:
    'Safe to run at every start and by several processes at once. --down takes back the newest migration.',
  examples: ['', '--down'],
  input: { down: option('--down', 'take back the newest migration instead', flag) },
  async run({ down }, context) {
    const { migrate } = await import('@hadir/db');
    const options = databaseOptions(context);
    const { applied } = await migrate(options, down ? 'down' : 'up');
    const lines = applied.map((name) => `${down ? 'Took back' : 'Applied'} ${name}`);
    const nothing = down ? 'There is no migration to take back.' : 'The database is up to date.';
    return {
      json: { direction: down ? 'down' : 'up', applied },
      text: lines.length === 0 ? nothing : lines.join('\n'),
    };
  },
});
