import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const consents = `CREATE TABLE IF NOT EXISTS consents (
  id              ${ID}        NOT NULL,
  student_id      ${ID}        NOT NULL,
  granted_at      ${AT}        NOT NULL,
  granted_by      VARCHAR(120) NOT NULL,
  notice_version  VARCHAR(64)  NOT NULL,
  withdrawn_at    ${AT}        NULL,
  PRIMARY KEY (id),
  KEY ix_consents__student_id (student_id, withdrawn_at),
  CONSTRAINT fk_consents__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

const enrolments = `CREATE TABLE IF NOT EXISTS enrolments (
  id           ${ID} NOT NULL,
  student_id   ${ID} NOT NULL,
  status       ENUM ('pending', 'accepted', 'rejected') NOT NULL,
  created_at   ${AT} NOT NULL,
  finished_at  ${AT} NULL,
  PRIMARY KEY (id),
  KEY ix_enrolments__student_id (student_id, id),
  KEY ix_enrolments__status (status, created_at),
  CONSTRAINT fk_enrolments__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

const photos = `CREATE TABLE IF NOT EXISTS photos (
  id            ${ID}         NOT NULL,
  enrolment_id  ${ID}         NOT NULL,
  student_id    ${ID}         NOT NULL,
  object_key    ${ascii(255)} NOT NULL,
  sha256        CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status        ENUM ('pending', 'accepted', 'rejected') NOT NULL,
  reason        ${ascii(64)}  NULL,
  measured      JSON          NULL,
  created_at    ${AT}         NOT NULL,
  PRIMARY KEY (id),
  KEY ix_photos__enrolment_id (enrolment_id, id),
  KEY ix_photos__student_id (student_id),
  CONSTRAINT fk_photos__enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments (id) ON DELETE CASCADE,
  CONSTRAINT fk_photos__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

const templates = `CREATE TABLE IF NOT EXISTS templates (
  id             ${ID}        NOT NULL,
  student_id     ${ID}        NOT NULL,
  photo_id       ${ID}        NOT NULL,
  engine         ${ascii(32)} NOT NULL,
  model_version  ${ascii(64)} NOT NULL,
  key_id         ${ascii(64)} NOT NULL,
  ciphertext     MEDIUMBLOB   NOT NULL,
  created_at     ${AT}        NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_templates__photo_id (photo_id, engine, model_version),
  KEY ix_templates__student_id (student_id, engine, id),
  CONSTRAINT fk_templates__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE,
  CONSTRAINT fk_templates__photo_id FOREIGN KEY (photo_id) REFERENCES photos (id) ON DELETE CASCADE
) ${TABLE}`;

export const enrolment = sqlMigration('Enrolment', 1763800002000, {
  up: [consents, enrolments, photos, templates],
  down: ['templates', 'photos', 'enrolments', 'consents'].map((name) => `DROP TABLE IF EXISTS ${name}`),
});
