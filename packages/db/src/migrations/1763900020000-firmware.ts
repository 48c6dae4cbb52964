import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

/** `image` is the whole program, at most 1,966,080 bytes: a statement that writes it stays below 4 MB. */
const releases = `CREATE TABLE IF NOT EXISTS firmware_releases (
  id               ${ID}             NOT NULL,
  target           ENUM ('esp32', 'esp32s3', 'posix') NOT NULL,
  version          ${ascii(15)}      NOT NULL,
  size             INT UNSIGNED      NOT NULL,
  sha256           ${ascii(64)}      NOT NULL,
  signature        VARBINARY(72)     NOT NULL,
  key_fingerprint  ${ascii(64)}      NOT NULL,
  image            MEDIUMBLOB        NOT NULL,
  notes            VARCHAR(2000)     NULL,
  rollout_percent  SMALLINT UNSIGNED NOT NULL,
  forced_at        ${AT}             NULL,
  created_at       ${AT}             NOT NULL,
  created_by       VARCHAR(120)      NOT NULL,
  withdrawn_at     ${AT}             NULL,
  withdrawn_by     VARCHAR(120)      NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_firmware_releases__version (target, version),
  CONSTRAINT ck_firmware_releases__rollout_percent CHECK (rollout_percent <= 100)
) ${TABLE}`;

/** What devices run: releases with their images, and how far each is rolled out. */
export const firmware = sqlMigration('Firmware', 1763900020000, {
  up: [releases],
  down: ['DROP TABLE IF EXISTS firmware_releases'],
});
