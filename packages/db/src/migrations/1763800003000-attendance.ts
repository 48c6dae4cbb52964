import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const sightings = `CREATE TABLE IF NOT EXISTS sightings (
  id            ${ID}             NOT NULL,
  frame_id      ${ascii(128)}     NOT NULL,
  face_number   SMALLINT UNSIGNED NOT NULL,
  session_id    ${ID}             NOT NULL,
  device_id     ${ascii(32)}      NOT NULL,
  captured_at   ${AT}             NOT NULL,
  student_id    ${ID}             NULL,
  candidate_id  ${ID}             NULL,
  score         DOUBLE            NOT NULL,
  threshold     DOUBLE            NOT NULL,
  runner_up_id  ${ID}             NULL,
  margin        DOUBLE            NULL,
  reason        ${ascii(64)}      NOT NULL,
  box_x         INT               NOT NULL,
  box_y         INT               NOT NULL,
  box_width     INT               NOT NULL,
  box_height    INT               NOT NULL,
  evidence_key  ${ascii(255)}     NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_sightings__frame_id (frame_id, face_number),
  KEY ix_sightings__session_id (session_id, captured_at, id),
  KEY ix_sightings__session_student (session_id, student_id),
  KEY ix_sightings__device_id (device_id),
  KEY ix_sightings__student_id (student_id),
  KEY ix_sightings__candidate_id (candidate_id),
  KEY ix_sightings__runner_up_id (runner_up_id),
  CONSTRAINT fk_sightings__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE RESTRICT,
  CONSTRAINT fk_sightings__device_id FOREIGN KEY (device_id) REFERENCES devices (id) ON DELETE RESTRICT,
  CONSTRAINT fk_sightings__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE SET NULL,
  CONSTRAINT fk_sightings__candidate_id FOREIGN KEY (candidate_id) REFERENCES students (id) ON DELETE SET NULL,
  CONSTRAINT fk_sightings__runner_up_id FOREIGN KEY (runner_up_id) REFERENCES students (id) ON DELETE SET NULL
) ${TABLE}`;

const attendanceRecords = `CREATE TABLE IF NOT EXISTS attendance_records (
  id             ${ID}         NOT NULL,
  session_id     ${ID}         NOT NULL,
  student_id     ${ID}         NOT NULL,
  status         ENUM ('present', 'late', 'absent', 'excused') NOT NULL,
  status_source  ENUM ('camera', 'manual') NOT NULL,
  first_seen_at  ${AT}         NULL,
  last_seen_at   ${AT}         NULL,
  score          DOUBLE        NULL,
  evidence_key   ${ascii(255)} NULL,
  created_at     ${AT}         NOT NULL,
  updated_at     ${AT}         NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_attendance_records__session_id (session_id, student_id),
  KEY ix_attendance_records__student_id (student_id),
  CONSTRAINT ck_attendance_records__first_before_last CHECK (last_seen_at >= first_seen_at),
  CONSTRAINT fk_attendance_records__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE RESTRICT,
  CONSTRAINT fk_attendance_records__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

export const attendance = sqlMigration('Attendance', 1763800003000, {
  up: [sightings, attendanceRecords],
  down: ['attendance_records', 'sightings'].map((name) => `DROP TABLE IF EXISTS ${name}`),
});
