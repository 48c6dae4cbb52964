import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

/** `content` holds the rows of a file until it is applied or expires. */
const imports = `CREATE TABLE IF NOT EXISTS imports (
  id             ${ID}         NOT NULL,
  kind           ENUM ('students', 'rosters', 'timetable') NOT NULL,
  status         ENUM ('refused', 'ready', 'applied') NOT NULL,
  file_sha256    ${ascii(64)}  NOT NULL,
  options        JSON          NOT NULL,
  counts         JSON          NOT NULL,
  row_count      INT UNSIGNED  NOT NULL,
  error_count    INT UNSIGNED  NOT NULL,
  warning_count  INT UNSIGNED  NOT NULL,
  content        JSON          NULL,
  created_by     VARCHAR(120)  NOT NULL,
  created_at     ${AT}         NOT NULL,
  expires_at     ${AT}         NOT NULL,
  applied_by     VARCHAR(120)  NULL,
  applied_at     ${AT}         NULL,
  PRIMARY KEY (id),
  KEY ix_imports__expires_at (expires_at)
) ${TABLE}`;

/** Where a row of the old system went. It goes with the student whom it names. */
const legacyIds = `CREATE TABLE IF NOT EXISTS legacy_ids (
  kind        ENUM ('student', 'course', 'semester', 'session', 'attendance') NOT NULL,
  legacy_id   VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  id          ${ID}        NOT NULL,
  student_id  ${ID}        NULL,
  photo_url   VARCHAR(2048) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  photo_state ${ascii(32)} NULL,
  PRIMARY KEY (kind, legacy_id),
  KEY ix_legacy_ids__student_id (student_id),
  CONSTRAINT fk_legacy_ids__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

/** Files that are checked before they are written, and what came from the system before. */
export const importTables = sqlMigration('Imports', 1763900012000, {
  up: [imports, legacyIds],
  down: ['DROP TABLE IF EXISTS legacy_ids', 'DROP TABLE IF EXISTS imports'],
});
