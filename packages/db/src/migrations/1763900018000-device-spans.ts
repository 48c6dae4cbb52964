import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

/** At most one span of a device is open: `is_open` is 1 for it and null for the others. */
const deviceSpans = `CREATE TABLE IF NOT EXISTS device_spans (
  id         ${ID}        NOT NULL,
  device_id  ${ascii(32)} NOT NULL,
  state      ENUM ('online', 'offline') NOT NULL,
  from_at    ${AT}        NOT NULL,
  to_at      ${AT}        NULL,
  is_open    TINYINT(1)   NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_device_spans__is_open (device_id, is_open),
  KEY ix_device_spans__from_at (device_id, from_at, id),
  CONSTRAINT fk_device_spans__device_id FOREIGN KEY (device_id) REFERENCES devices (id) ON DELETE CASCADE
) ${TABLE}`;

/** When each device was heard of and when not. */
export const deviceSpansMigration = sqlMigration('DeviceSpans', 1763900018000, {
  up: [deviceSpans],
  down: ['DROP TABLE IF EXISTS device_spans'],
});
