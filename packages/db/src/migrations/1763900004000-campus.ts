import { addColumns, dropColumns } from './alter-once.ts';
import { ascii, sqlMigration, TABLE } from './sql-migration.ts';

const scope = [['scope', "ENUM ('roster', 'campus') NOT NULL DEFAULT 'roster'"]] as const;

const galleryCounters = `CREATE TABLE IF NOT EXISTS gallery_counters (
  name     ${ascii(32)}  NOT NULL,
  version  INT UNSIGNED  NOT NULL,
  PRIMARY KEY (name)
) ${TABLE}`;

/** Sessions at which everybody who is enrolled is known, and what tells matchers that this gallery changed. */
export const campus = sqlMigration('Campus', 1763900004000, {
  up: [...addColumns('class_sessions', scope), galleryCounters],
  down: ['DROP TABLE IF EXISTS gallery_counters', ...dropColumns('class_sessions', scope)],
});
