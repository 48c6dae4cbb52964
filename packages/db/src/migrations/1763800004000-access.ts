import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const apiKeys = `CREATE TABLE IF NOT EXISTS api_keys (
  id            ${ID}        NOT NULL,
  name          VARCHAR(120) NOT NULL,
  role          ENUM ('admin', 'staff', 'viewer') NOT NULL,
  hash          CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at    ${AT}        NOT NULL,
  revoked_at    ${AT}        NULL,
  last_used_at  ${AT}        NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_api_keys__hash (hash)
) ${TABLE}`;

/** No foreign keys: an entry outlives what it speaks of. */
const auditLog = `CREATE TABLE IF NOT EXISTS audit_log (
  id            ${ID}        NOT NULL,
  at            ${AT}        NOT NULL,
  actor         VARCHAR(120) NOT NULL,
  action        ${ascii(64)} NOT NULL,
  subject_type  ${ascii(64)} NOT NULL,
  subject_id    ${ascii(64)} NOT NULL,
  details       JSON         NOT NULL,
  PRIMARY KEY (id),
  KEY ix_audit_log__subject (subject_type, subject_id, id)
) ${TABLE}`;

export const access = sqlMigration('Access', 1763800004000, {
  up: [apiKeys, auditLog],
  down: ['audit_log', 'api_keys'].map((name) => `DROP TABLE IF EXISTS ${name}`),
});
