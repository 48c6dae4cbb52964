import { addColumns, dropColumns } from './alter-once.ts';
import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const courseRules = `CREATE TABLE IF NOT EXISTS course_rules (
  course_id   ${ID}        NOT NULL,
  rule        JSON         NOT NULL,
  changed_at  ${AT}        NOT NULL,
  changed_by  VARCHAR(120) NOT NULL,
  PRIMARY KEY (course_id),
  CONSTRAINT fk_course_rules__course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE
) ${TABLE}`;

const ruleApplications = `CREATE TABLE IF NOT EXISTS rule_applications (
  id               ${ID}        NOT NULL,
  course_id        ${ID}        NULL,
  since            ${AT}        NOT NULL,
  requested_at     ${AT}        NOT NULL,
  requested_by     VARCHAR(120) NOT NULL,
  sessions_done    INT UNSIGNED NOT NULL,
  records_changed  INT UNSIGNED NOT NULL,
  finished_at      ${AT}        NULL,
  PRIMARY KEY (id),
  KEY ix_rule_applications__finished_at (finished_at, id),
  KEY ix_rule_applications__course_id (course_id),
  CONSTRAINT fk_rule_applications__course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE CASCADE
) ${TABLE}`;

const excuses = `CREATE TABLE IF NOT EXISTS excuses (
  id                ${ID}         NOT NULL,
  student_id        ${ID}         NOT NULL,
  course_id         ${ID}         NULL,
  session_id        ${ID}         NULL,
  from_at           ${AT}         NOT NULL,
  to_at             ${AT}         NOT NULL,
  kind              ENUM ('sick', 'permission', 'duty', 'other') NOT NULL,
  reason            VARCHAR(500)  NOT NULL,
  attachment_key    ${ascii(255)} NULL,
  attachment_type   ${ascii(64)}  NULL,
  attachment_bytes  INT UNSIGNED  NULL,
  made_at           ${AT}         NOT NULL,
  made_by           VARCHAR(120)  NOT NULL,
  withdrawn_at      ${AT}         NULL,
  withdrawn_by      VARCHAR(120)  NULL,
  withdrawn_reason  VARCHAR(500)  NULL,
  PRIMARY KEY (id),
  KEY ix_excuses__student_id (student_id, from_at),
  KEY ix_excuses__course_id (course_id),
  KEY ix_excuses__session_id (session_id),
  CONSTRAINT ck_excuses__from_before_to CHECK (from_at < to_at),
  CONSTRAINT fk_excuses__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE,
  CONSTRAINT fk_excuses__course_id FOREIGN KEY (course_id) REFERENCES courses (id) ON DELETE RESTRICT,
  CONSTRAINT fk_excuses__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE SET NULL
) ${TABLE}`;

const sessionColumns = [['kept_open_until', `${AT} NULL`]] as const;
const rosterColumns = [['at_risk_since', `${AT} NULL`]] as const;

/** Rules of courses, excuses, until when a reopened session stays so, and who is known to be at risk. */
export const rules = sqlMigration('Rules', 1763900013000, {
  up: [
    courseRules,
    ruleApplications,
    excuses,
    ...addColumns('class_sessions', sessionColumns),
    ...addColumns('roster_entries', rosterColumns),
  ],
  down: [
    ...dropColumns('roster_entries', rosterColumns),
    ...dropColumns('class_sessions', sessionColumns),
    ...['excuses', 'rule_applications', 'course_rules'].map((name) => `DROP TABLE IF EXISTS ${name}`),
  ],
});
