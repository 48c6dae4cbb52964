import { addColumns, dropColumns } from './alter-once.ts';
import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const sessionColumns = [
  ['status', "ENUM ('scheduled', 'cancelled') NOT NULL DEFAULT 'scheduled'"],
  ['closed_at', `${AT} NULL`],
  ['closes_after_minutes', 'SMALLINT UNSIGNED NULL'],
  ['early_leave_minutes', 'SMALLINT UNSIGNED NULL'],
  ['required_sightings', 'SMALLINT UNSIGNED NULL'],
  ['has_own_rule', 'TINYINT(1) NOT NULL DEFAULT 0'],
  ['series_id', `${ID} NULL`],
  ['occurrence_on', 'DATE NULL'],
  ['moved_from', `${AT} NULL`],
] as const;

const recordColumns = [['left_early', 'TINYINT(1) NULL']] as const;
const rosterColumns = [['group_name', 'VARCHAR(32) NULL']] as const;
const studentColumns = [
  ['email', 'VARCHAR(254) NULL'],
  ['link_epoch', 'INT UNSIGNED NOT NULL DEFAULT 0'],
] as const;

const statusSource = (values: readonly string[]) =>
  `ALTER TABLE attendance_records MODIFY COLUMN status_source ENUM (${values.map((value) => `'${value}'`).join(', ')}) NOT NULL`;

const users = `CREATE TABLE IF NOT EXISTS users (
  id             ${ID}        NOT NULL,
  email          VARCHAR(254) NOT NULL,
  name           VARCHAR(200) NOT NULL,
  role           ENUM ('admin', 'staff', 'lecturer', 'viewer') NOT NULL,
  password_hash  ${ascii(255)} NULL,
  created_at     ${AT}        NOT NULL,
  disabled_at    ${AT}        NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_users__email (email)
) ${TABLE}`;

const courseLecturers = `CREATE TABLE IF NOT EXISTS course_lecturers (
  course_id   ${ID} NOT NULL,
  user_id     ${ID} NOT NULL,
  created_at  ${AT} NOT NULL,
  PRIMARY KEY (course_id, user_id),
  KEY ix_course_lecturers__user_id (user_id),
  CONSTRAINT fk_course_lecturers__course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE,
  CONSTRAINT fk_course_lecturers__user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ${TABLE}`;

/** No foreign keys: a change outlives the record that it speaks of. */
const attendanceChanges = `CREATE TABLE IF NOT EXISTS attendance_changes (
  id             ${ID}         NOT NULL,
  session_id     ${ID}         NOT NULL,
  student_id     ${ID}         NOT NULL,
  at             ${AT}         NOT NULL,
  actor          VARCHAR(120)  NOT NULL,
  cause          ${ascii(32)}  NOT NULL,
  before_status  ENUM ('present', 'late', 'absent', 'excused') NULL,
  before_source  ${ascii(16)}  NULL,
  after_status   ENUM ('present', 'late', 'absent', 'excused') NULL,
  after_source   ${ascii(16)}  NULL,
  reason         VARCHAR(500)  NULL,
  undoes_id      ${ID}         NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_attendance_changes__undoes_id (undoes_id),
  KEY ix_attendance_changes__session_id (session_id, student_id, id),
  KEY ix_attendance_changes__student_id (student_id, id)
) ${TABLE}`;

const outboxEvents = `CREATE TABLE IF NOT EXISTS outbox_events (
  id             ${ID}        NOT NULL,
  type           ${ascii(64)} NOT NULL,
  at             ${AT}        NOT NULL,
  course_id      ${ID}        NULL,
  room_id        ${ID}        NULL,
  session_id     ${ID}        NULL,
  student_id     ${ID}        NULL,
  device_id      ${ascii(32)} NULL,
  details        JSON         NOT NULL,
  dispatched_at  ${AT}        NULL,
  PRIMARY KEY (id),
  KEY ix_outbox_events__dispatched_at (dispatched_at, id),
  KEY ix_outbox_events__student_id (student_id)
) ${TABLE}`;

const seriesKeys = [
  'ADD UNIQUE KEY uq_class_sessions__series_id (series_id, occurrence_on)',
  'ADD KEY ix_class_sessions__closed_at (closed_at, ends_at)',
];

/** What a semester needs beside single sessions: rules, users, how records changed, and what others are told of it. */
export const semester = sqlMigration('Semester', 1763900010000, {
  up: [
    ...addColumns('class_sessions', sessionColumns, seriesKeys),
    ...addColumns('attendance_records', recordColumns),
    statusSource(['camera', 'manual', 'closing', 'excuse', 'check-in']),
    ...addColumns('roster_entries', rosterColumns),
    ...addColumns('students', studentColumns),
    users,
    courseLecturers,
    attendanceChanges,
    outboxEvents,
  ],
  down: [
    ...['outbox_events', 'attendance_changes', 'course_lecturers', 'users'].map(
      (name) => `DROP TABLE IF EXISTS ${name}`,
    ),
    ...dropColumns('students', studentColumns),
    ...dropColumns('roster_entries', rosterColumns),
    "UPDATE attendance_records SET status_source = 'manual' WHERE status_source NOT IN ('camera', 'manual')",
    statusSource(['camera', 'manual']),
    ...dropColumns('attendance_records', recordColumns),
    ...dropColumns('class_sessions', sessionColumns, [
      'DROP KEY uq_class_sessions__series_id',
      'DROP KEY ix_class_sessions__closed_at',
    ]),
  ],
});
