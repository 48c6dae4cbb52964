import { addColumns, dropColumns } from './alter-once.ts';
import { sqlMigration } from './sql-migration.ts';

/** Only what is set otherwise than the defaults. */
const settings = [['settings', 'JSON NULL']] as const;

/** What is set of a device from afar. */
export const deviceSettings = sqlMigration('DeviceSettings', 1763900021000, {
  up: addColumns('devices', settings),
  down: dropColumns('devices', settings),
});
