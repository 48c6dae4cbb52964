import { addKey, dropKey } from './alter-once.ts';
import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const reportSchedules = `CREATE TABLE IF NOT EXISTS report_schedules (
  id           ${ID}             NOT NULL,
  report       ${ascii(40)}      NOT NULL,
  filters      JSON              NOT NULL,
  span         ${ascii(16)}      NULL,
  format       ENUM ('csv', 'xlsx', 'pdf') NOT NULL,
  lang         ENUM ('en', 'id') NOT NULL,
  recipients   JSON              NOT NULL,
  weekday      SMALLINT UNSIGNED NULL,
  at_time      ${ascii(5)}       NOT NULL,
  enabled      TINYINT(1)        NOT NULL,
  created_by   VARCHAR(120)      NOT NULL,
  created_at   ${AT}             NOT NULL,
  done_for     ${AT}             NOT NULL,
  claimed_for  ${AT}             NULL,
  claimed_at   ${AT}             NULL,
  attempts     SMALLINT UNSIGNED NOT NULL,
  retry_at     ${AT}             NULL,
  last_run_at  ${AT}             NULL,
  gave_up_at   ${AT}             NULL,
  last_error   VARCHAR(500)      NULL,
  PRIMARY KEY (id)
) ${TABLE}`;

/** From a key alone: how many of each status a session has; what a camera saw between two moments. */
const keys = [
  ['attendance_records', 'ix_attendance_records__session_status', '(session_id, status)'],
  ['sightings', 'ix_sightings__device_captured', '(device_id, captured_at)'],
] as const;

/** What reports are read from, and when they are sent. */
export const reports = sqlMigration('Reports', 1763900015000, {
  up: [reportSchedules, ...keys.flatMap(([table, name, columns]) => addKey(table, name, columns))],
  down: [...keys.flatMap(([table, name]) => dropKey(table, name)), 'DROP TABLE IF EXISTS report_schedules'],
});
