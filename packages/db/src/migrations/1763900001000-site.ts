import { AT, sqlMigration, TABLE } from './sql-migration.ts';

const siteSettings = `CREATE TABLE IF NOT EXISTS site_settings (
  id          SMALLINT UNSIGNED NOT NULL,
  version     INT UNSIGNED      NOT NULL,
  settings    JSON              NOT NULL,
  changed_at  ${AT}             NOT NULL,
  changed_by  VARCHAR(120)      NOT NULL,
  PRIMARY KEY (id)
) ${TABLE}`;

/** What a site decides about recognition, and what its staff correct. */
export const site = sqlMigration('Site', 1763900001000, {
  up: [siteSettings],
  down: ['site_settings'].map((name) => `DROP TABLE IF EXISTS ${name}`),
});
