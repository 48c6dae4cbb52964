import { addColumns, dropColumns } from './alter-once.ts';
import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const disputes = `CREATE TABLE IF NOT EXISTS disputes (
  id           ${ID}        NOT NULL,
  session_id   ${ID}        NOT NULL,
  student_id   ${ID}        NOT NULL,
  claim        ENUM ('present', 'late', 'absent', 'excused') NOT NULL,
  text         VARCHAR(500) NOT NULL,
  state        ENUM ('open', 'accepted', 'declined') NOT NULL,
  open_key     ${ascii(73)} NULL,
  opened_at    ${AT}        NOT NULL,
  answered_at  ${AT}        NULL,
  answered_by  VARCHAR(120) NULL,
  answer       VARCHAR(500) NULL,
  change_id    ${ID}        NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_disputes__open_key (open_key),
  KEY ix_disputes__student_id (student_id, id),
  KEY ix_disputes__session_id (session_id, id),
  KEY ix_disputes__state (state, id),
  CONSTRAINT fk_disputes__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE RESTRICT,
  CONSTRAINT fk_disputes__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE CASCADE
) ${TABLE}`;

/** One for each presentation that waits for a person, or dispute; `presentation_id` is the sighting's own id where there is none. */
const reviewItems = `CREATE TABLE IF NOT EXISTS review_items (
  id                ${ID}        NOT NULL,
  kind              ENUM ('unknown', 'ambiguous', 'engines-disagree', 'not-on-roster', 'spoof-suspected', 'dispute') NOT NULL,
  state             ENUM ('open', 'done', 'ignored', 'settled') NOT NULL,
  session_id        ${ID}        NOT NULL,
  device_id         ${ascii(32)} NULL,
  sighting_id       ${ID}        NULL,
  presentation_id   ${ID}        NULL,
  unknown_group_id  ${ID}        NULL,
  dispute_id        ${ID}        NULL,
  outsider_id       ${ID}        NULL,
  outsider_score    DOUBLE       NULL,
  first_seen_at     ${AT}        NOT NULL,
  last_seen_at      ${AT}        NOT NULL,
  action_id         ${ID}        NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_review_items__presentation_id (presentation_id),
  UNIQUE KEY uq_review_items__dispute_id (dispute_id),
  KEY ix_review_items__state (state, id),
  KEY ix_review_items__session_id (session_id, state, id),
  KEY ix_review_items__unknown_group_id (unknown_group_id, state, id),
  KEY ix_review_items__sighting_id (sighting_id),
  KEY ix_review_items__outsider_id (outsider_id),
  KEY ix_review_items__action_id (action_id),
  CONSTRAINT fk_review_items__session_id FOREIGN KEY (session_id) REFERENCES class_sessions (id) ON DELETE RESTRICT,
  CONSTRAINT fk_review_items__sighting_id FOREIGN KEY (sighting_id) REFERENCES sightings (id) ON DELETE SET NULL,
  CONSTRAINT fk_review_items__dispute_id FOREIGN KEY (dispute_id) REFERENCES disputes (id) ON DELETE CASCADE,
  CONSTRAINT fk_review_items__outsider_id FOREIGN KEY (outsider_id) REFERENCES students (id) ON DELETE SET NULL
) ${TABLE}`;

const reviewActions = `CREATE TABLE IF NOT EXISTS review_actions (
  id              ${ID}        NOT NULL,
  item_id         ${ID}        NOT NULL,
  action          ENUM ('assign', 'not-this-person', 'ignore', 'enrol') NOT NULL,
  actor           VARCHAR(120) NOT NULL,
  at              ${AT}        NOT NULL,
  student_id      ${ID}        NULL,
  reason          VARCHAR(500) NULL,
  correction_ids  JSON         NOT NULL,
  enrolment_id    ${ID}        NULL,
  undone_at       ${AT}        NULL,
  undone_by       VARCHAR(120) NULL,
  PRIMARY KEY (id),
  KEY ix_review_actions__item_id (item_id, id),
  KEY ix_review_actions__student_id (student_id),
  CONSTRAINT fk_review_actions__item_id FOREIGN KEY (item_id) REFERENCES review_items (id) ON DELETE CASCADE,
  CONSTRAINT fk_review_actions__student_id FOREIGN KEY (student_id) REFERENCES students (id) ON DELETE SET NULL
) ${TABLE}`;

/** Where the chain of the audit log stood after each sealing; the row of seq 0 is what one sealer holds. */
const auditHeads = `CREATE TABLE IF NOT EXISTS audit_heads (
  seq      INT UNSIGNED NOT NULL,
  hash     ${ascii(64)} NOT NULL,
  at       ${AT}        NOT NULL,
  entries  INT UNSIGNED NOT NULL,
  PRIMARY KEY (seq)
) ${TABLE}`;

const sealColumns = [
  ['seq', 'INT UNSIGNED NULL'],
  ['prev_hash', `${ascii(64)} NULL`],
  ['hash', `${ascii(64)} NULL`],
  ['sealed_at', `${AT} NULL`],
] as const;

/** What waits for a person, what students dispute, and the chain that shows whether the audit log was changed. */
export const review = sqlMigration('Review', 1763900014000, {
  up: [
    disputes,
    reviewItems,
    reviewActions,
    auditHeads,
    ...addColumns('audit_log', sealColumns, ['ADD UNIQUE KEY uq_audit_log__seq (seq)']),
    `INSERT IGNORE INTO audit_heads (seq, hash, at, entries) VALUES (0, '${'0'.repeat(64)}', UTC_TIMESTAMP(3), 0)`,
  ],
  down: [
    ...dropColumns('audit_log', sealColumns, ['DROP KEY uq_audit_log__seq']),
    ...['audit_heads', 'review_actions', 'review_items', 'disputes'].map(
      (name) => `DROP TABLE IF EXISTS ${name}`,
    ),
  ],
});
