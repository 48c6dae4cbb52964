import { databaseOptions, openDatabase } from '../../settings/open-database.ts';
import { type Check, failed, ok } from './check.ts';

export const checkDatabase: Check = {
  name: 'Database',
  fix: 'Start MySQL, or mend DATABASE_URL (and DATABASE_CA for TLS); `npm start` runs one.',
  async run(context) {
    const database = await openDatabase(context);
    await database.ping();
    return ok('answers');
  },
};

export const checkMigrations: Check = {
  name: 'Migrations',
  fix: 'Run `hadir db migrate`.',
  async run(context) {
    const { migrationStatus } = await import('@hadir/db');
    const { applied, pending } = await migrationStatus(databaseOptions(context));
    if (pending.length === 0) return ok(`all ${applied.length} applied`);
    return failed(
      `${pending.length} of ${applied.length + pending.length} are not applied`,
      checkMigrations.fix,
    );
  },
};
