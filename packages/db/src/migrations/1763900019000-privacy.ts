import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const consentNotices = `CREATE TABLE IF NOT EXISTS consent_notices (
  version       VARCHAR(64)  NOT NULL,
  text_en       TEXT         NOT NULL,
  text_id       TEXT         NOT NULL,
  published_at  ${AT}        NOT NULL,
  published_by  VARCHAR(120) NOT NULL,
  PRIMARY KEY (version),
  KEY ix_consent_notices__published_at (published_at, version)
) ${TABLE}`;

const consentDeclines = `CREATE TABLE IF NOT EXISTS consent_declines (
  id              ${ID}        NOT NULL,
  student_id      ${ID}        NOT NULL,
  declined_at     ${AT}        NOT NULL,
  declined_by     VARCHAR(120) NOT NULL,
  notice_version  VARCHAR(64)  NULL,
  ended_at        ${AT}        NULL,
  PRIMARY KEY (id),
  KEY ix_consent_declines__student_id (student_id, ended_at),
  CONSTRAINT fk_consent_declines__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

/** Nobody's: how many of the erased had which status in a session. */
const erasedAttendance = `CREATE TABLE IF NOT EXISTS erased_attendance (
  session_id  ${ID} NOT NULL,
  status      ENUM ('present', 'late', 'absent', 'excused') NOT NULL,
  people      INT UNSIGNED NOT NULL,
  PRIMARY KEY (session_id, status),
  CONSTRAINT fk_erased_attendance__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE CASCADE
) ${TABLE}`;

/** Sessions of which everything of a kind has been deleted for its age, so that no run looks at them again. */
const retentionMarks = `CREATE TABLE IF NOT EXISTS retention_marks (
  session_id  ${ID}        NOT NULL,
  kind        ${ascii(32)} NOT NULL,
  done_at     ${AT}        NOT NULL,
  PRIMARY KEY (session_id, kind),
  CONSTRAINT fk_retention_marks__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE CASCADE
) ${TABLE}`;

const retentionRuns = `CREATE TABLE IF NOT EXISTS retention_runs (
  id              ${ID}        NOT NULL,
  kind            ${ascii(32)} NOT NULL,
  started_at      ${AT}        NOT NULL,
  finished_at     ${AT}        NOT NULL,
  deleted         INT UNSIGNED NOT NULL,
  oldest_left_at  ${AT}        NULL,
  is_complete     TINYINT(1)   NOT NULL,
  error           VARCHAR(500) NULL,
  PRIMARY KEY (id),
  KEY ix_retention_runs__kind (kind, id)
) ${TABLE}`;

/** No foreign key: a receipt outlives the student, and names nobody but by an id that leads nowhere any more. */
const erasureReceipts = `CREATE TABLE IF NOT EXISTS erasure_receipts (
  id          ${ID}        NOT NULL,
  subject_id  ${ID}        NOT NULL,
  erased_at   ${AT}        NOT NULL,
  statement   JSON         NOT NULL,
  signature   ${ascii(64)} NOT NULL,
  PRIMARY KEY (id),
  KEY ix_erasure_receipts__subject_id (subject_id, id)
) ${TABLE}`;

const names = [
  'erasure_receipts',
  'retention_runs',
  'retention_marks',
  'erased_attendance',
  'consent_declines',
  'consent_notices',
];

export const privacy = sqlMigration('Privacy', 1763900019000, {
  up: [consentNotices, consentDeclines, erasedAttendance, retentionMarks, retentionRuns, erasureReceipts],
  down: names.map((name) => `DROP TABLE IF EXISTS ${name}`),
});
