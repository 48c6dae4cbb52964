import { AT, ID, sqlMigration, TABLE } from './sql-migration.ts';

const semesters = `CREATE TABLE IF NOT EXISTS semesters (
  id         ${ID}        NOT NULL,
  name       VARCHAR(120) NOT NULL,
  starts_on  DATE         NOT NULL,
  ends_on    DATE         NOT NULL,
  PRIMARY KEY (id),
  KEY ix_semesters__starts_on (starts_on, id),
  CONSTRAINT ck_semesters__ends_after_start CHECK (ends_on >= starts_on)
) ${TABLE}`;

const courses = `CREATE TABLE IF NOT EXISTS courses (
  id               ${ID}        NOT NULL,
  code             VARCHAR(64)  NOT NULL,
  name             VARCHAR(200) NOT NULL,
  semester_id      ${ID}        NULL,
  gallery_version  INT UNSIGNED NOT NULL,
  created_at       ${AT}        NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_courses__code (code),
  KEY ix_courses__semester_id (semester_id),
  CONSTRAINT fk_courses__semester_id FOREIGN KEY (semester_id) REFERENCES semesters (id) ON DELETE SET NULL
) ${TABLE}`;

const students = `CREATE TABLE IF NOT EXISTS students (
  id          ${ID}        NOT NULL,
  number      VARCHAR(64)  NOT NULL,
  name        VARCHAR(200) NOT NULL,
  created_at  ${AT}        NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_students__number (number)
) ${TABLE}`;

const rosterEntries = `CREATE TABLE IF NOT EXISTS roster_entries (
  course_id   ${ID} NOT NULL,
  student_id  ${ID} NOT NULL,
  created_at  ${AT} NOT NULL,
  PRIMARY KEY (course_id, student_id),
  KEY ix_roster_entries__student_id (student_id),
  CONSTRAINT fk_roster_entries__course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE,
  CONSTRAINT fk_roster_entries__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

export const people = sqlMigration('People', 1763800000000, {
  up: [semesters, courses, students, rosterEntries],
  down: ['roster_entries', 'students', 'courses', 'semesters'].map((name) => `DROP TABLE IF EXISTS ${name}`),
});
