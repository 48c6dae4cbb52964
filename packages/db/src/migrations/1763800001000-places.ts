import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const rooms = `CREATE TABLE IF NOT EXISTS rooms (
  id          ${ID}        NOT NULL,
  name        VARCHAR(120) NOT NULL,
  created_at  ${AT}        NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_rooms__name (name)
) ${TABLE}`;

const devices = `CREATE TABLE IF NOT EXISTS devices (
  id              ${ascii(32)}   NOT NULL,
  name            VARCHAR(120)   NOT NULL,
  room_id         ${ID}          NULL,
  auth_mode       ENUM ('signed', 'bearer') NOT NULL,
  key_ciphertext  VARBINARY(512) NOT NULL,
  revoked_at      ${AT}          NULL,
  last_seen_at    ${AT}          NULL,
  created_at      ${AT}          NOT NULL,
  PRIMARY KEY (id),
  KEY ix_devices__room_id (room_id),
  CONSTRAINT fk_devices__room_id FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE SET NULL
) ${TABLE}`;

const classSessions = `CREATE TABLE IF NOT EXISTS class_sessions (
  id                    ${ID}             NOT NULL,
  course_id             ${ID}             NOT NULL,
  room_id               ${ID}             NOT NULL,
  starts_at             ${AT}             NOT NULL,
  ends_at               ${AT}             NOT NULL,
  opens_before_minutes  SMALLINT UNSIGNED NOT NULL,
  late_after_minutes    SMALLINT UNSIGNED NOT NULL,
  created_at            ${AT}             NOT NULL,
  PRIMARY KEY (id),
  KEY ix_class_sessions__room_id (room_id, ends_at, starts_at),
  KEY ix_class_sessions__course_id (course_id, starts_at, id),
  KEY ix_class_sessions__starts_at (starts_at, id),
  CONSTRAINT ck_class_sessions__ends_after_start CHECK (ends_at > starts_at),
  CONSTRAINT ck_class_sessions__opens_within_a_day CHECK (opens_before_minutes <= 1440),
  CONSTRAINT fk_class_sessions__course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE RESTRICT,
  CONSTRAINT fk_class_sessions__room_id FOREIGN KEY (room_id) REFERENCES rooms (id) ON DELETE RESTRICT
) ${TABLE}`;

export const places = sqlMigration('Places', 1763800001000, {
  up: [rooms, devices, classSessions],
  down: ['class_sessions', 'devices', 'rooms'].map((name) => `DROP TABLE IF EXISTS ${name}`),
});
