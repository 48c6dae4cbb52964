import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const siteSettings = `CREATE TABLE IF NOT EXISTS site_settings (
  id          SMALLINT UNSIGNED NOT NULL,
  version     INT UNSIGNED      NOT NULL,
  settings    JSON              NOT NULL,
  changed_at  ${AT}             NOT NULL,
  changed_by  VARCHAR(120)      NOT NULL,
  PRIMARY KEY (id)
) ${TABLE}`;

const corrections = `CREATE TABLE IF NOT EXISTS corrections (
  id             ${ID}         NOT NULL,
  sighting_id    ${ID}         NULL,
  student_id     ${ID}         NOT NULL,
  kind           ENUM ('not-this-person', 'this-person') NOT NULL,
  made_at        ${AT}         NOT NULL,
  made_by        VARCHAR(120)  NOT NULL,
  reason         VARCHAR(200)  NOT NULL,
  crop_key       ${ascii(255)} NULL,
  crop_from      ${ascii(255)} NULL,
  learning       ENUM ('none', 'pending', 'learned', 'refused') NOT NULL,
  learning_note  ${ascii(64)}  NULL,
  measured       JSON          NULL,
  mark_change    JSON          NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_corrections__sighting_id (sighting_id, student_id),
  KEY ix_corrections__student_id (student_id, made_at, id),
  KEY ix_corrections__learning (learning, made_at, id),
  CONSTRAINT fk_corrections__sighting_id FOREIGN KEY (sighting_id) REFERENCES sightings (id) ON DELETE SET NULL,
  CONSTRAINT fk_corrections__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

const correctionTemplates = `CREATE TABLE IF NOT EXISTS correction_templates (
  id             ${ID}        NOT NULL,
  correction_id  ${ID}        NOT NULL,
  student_id     ${ID}        NOT NULL,
  origin         ENUM ('adapted', 'negative') NOT NULL,
  engine         ${ascii(32)} NOT NULL,
  model_version  ${ascii(64)} NOT NULL,
  key_id         ${ascii(64)} NOT NULL,
  ciphertext     MEDIUMBLOB   NOT NULL,
  created_at     ${AT}        NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_correction_templates__correction_id (correction_id, engine, model_version),
  KEY ix_correction_templates__student_id (student_id, engine, id),
  CONSTRAINT fk_correction_templates__correction_id FOREIGN KEY (correction_id) REFERENCES corrections (id) ON DELETE CASCADE,
  CONSTRAINT fk_correction_templates__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

const lookAlikePairs = `CREATE TABLE IF NOT EXISTS look_alike_pairs (
  id            ${ID}        NOT NULL,
  student_a_id  ${ID}        NOT NULL,
  student_b_id  ${ID}        NOT NULL,
  engine        ${ascii(16)} NOT NULL,
  score         DOUBLE       NOT NULL,
  found_at      ${AT}        NOT NULL,
  checked_at    ${AT}        NOT NULL,
  dismissed_at  ${AT}        NULL,
  dismissed_by  VARCHAR(120) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_look_alike_pairs__student_a_id (student_a_id, student_b_id),
  KEY ix_look_alike_pairs__student_b_id (student_b_id),
  CONSTRAINT ck_look_alike_pairs__a_before_b CHECK (student_a_id < student_b_id),
  CONSTRAINT fk_look_alike_pairs__student_a_id FOREIGN KEY (student_a_id) REFERENCES students (id) ON DELETE CASCADE,
  CONSTRAINT fk_look_alike_pairs__student_b_id FOREIGN KEY (student_b_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

const expressionCounts = `CREATE TABLE IF NOT EXISTS session_expression_counts (
  session_id  ${ID}        NOT NULL,
  label       ENUM ('happy', 'neutral', 'eyes-closed') NOT NULL,
  people      INT UNSIGNED NOT NULL,
  PRIMARY KEY (session_id, label),
  CONSTRAINT fk_session_expression_counts__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE CASCADE
) ${TABLE}`;

/** What a site decides about recognition, and what its staff correct. */
export const site = sqlMigration('Site', 1763900001000, {
  up: [siteSettings, corrections, correctionTemplates, lookAlikePairs, expressionCounts],
  down: [
    'session_expression_counts',
    'look_alike_pairs',
    'correction_templates',
    'corrections',
    'site_settings',
  ].map((name) => `DROP TABLE IF EXISTS ${name}`),
});
