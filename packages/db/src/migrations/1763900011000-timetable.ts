import { addColumns, dropColumns } from './alter-once.ts';
import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const sessionColumns = [
  ['cancel_reason', 'VARCHAR(500) NULL'],
  ['cancelled_at', `${AT} NULL`],
  ['holiday_id', `${ID} NULL`],
  ['has_own_times', 'TINYINT(1) NOT NULL DEFAULT 0'],
  ['sequence', 'INT UNSIGNED NOT NULL DEFAULT 0'],
  ['changed_at', `${AT} NULL`],
] as const;

const holidays = `CREATE TABLE IF NOT EXISTS holidays (
  id           ${ID}        NOT NULL,
  semester_id  ${ID}        NULL,
  name         VARCHAR(120) NOT NULL,
  starts_on    DATE         NOT NULL,
  ends_on      DATE         NOT NULL,
  created_at   ${AT}        NOT NULL,
  PRIMARY KEY (id),
  KEY ix_holidays__starts_on (starts_on, id),
  KEY ix_holidays__semester_id (semester_id),
  CONSTRAINT ck_holidays__ends_after_start CHECK (ends_on >= starts_on),
  CONSTRAINT fk_holidays__semester_id FOREIGN KEY (semester_id) REFERENCES semesters (id) ON DELETE CASCADE
) ${TABLE}`;

const sessionSeries = `CREATE TABLE IF NOT EXISTS session_series (
  id             ${ID}          NOT NULL,
  course_id      ${ID}          NOT NULL,
  room_id        ${ID}          NOT NULL,
  weekdays       ${ascii(7)}    NOT NULL,
  starts_local   ${ascii(5)}    NOT NULL,
  ends_local     ${ascii(5)}    NOT NULL,
  from_on        DATE           NOT NULL,
  to_on          DATE           NOT NULL,
  anchor_on      DATE           NOT NULL,
  every_weeks    TINYINT UNSIGNED NOT NULL,
  except_on      TEXT CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  scope          ENUM ('roster', 'campus') NOT NULL,
  allow_overlap  TINYINT(1)     NOT NULL,
  created_at     ${AT}          NOT NULL,
  PRIMARY KEY (id),
  KEY ix_session_series__course_id (course_id, id),
  KEY ix_session_series__room_id (room_id),
  KEY ix_session_series__to_on (to_on, from_on),
  CONSTRAINT ck_session_series__every_some_weeks CHECK (every_weeks BETWEEN 1 AND 52),
  CONSTRAINT fk_session_series__course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE,
  CONSTRAINT fk_session_series__room_id FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE RESTRICT
) ${TABLE}`;

const importedSessions = `CREATE TABLE IF NOT EXISTS imported_sessions (
  session_id    ${ID}         NOT NULL,
  uid           VARCHAR(255)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  recurrence    ${ascii(32)}  NOT NULL,
  content_hash  ${ascii(64)}  NOT NULL,
  imported_at   ${AT}         NOT NULL,
  PRIMARY KEY (session_id),
  UNIQUE KEY uq_imported_sessions__uid (uid, recurrence),
  CONSTRAINT fk_imported_sessions__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE CASCADE
) ${TABLE}`;

const keys = ['ADD KEY ix_class_sessions__holiday_id (holiday_id)'];

/** Weekly patterns and days off, why a session was cancelled, and which event of a calendar a session came from. */
export const timetable = sqlMigration('Timetable', 1763900011000, {
  up: [...addColumns('class_sessions', sessionColumns, keys), holidays, sessionSeries, importedSessions],
  down: [
    ...['imported_sessions', 'session_series', 'holidays'].map((name) => `DROP TABLE IF EXISTS ${name}`),
    ...dropColumns('class_sessions', sessionColumns, ['DROP KEY ix_class_sessions__holiday_id']),
  ],
});
