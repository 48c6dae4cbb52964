import { addColumns, dropColumns } from './alter-once.ts';
import { AT, ascii, ID, sqlMigration, TABLE } from './sql-migration.ts';

const userColumns = [
  ['password_changed_at', `${AT} NULL`],
  ['totp_sealed', 'VARBINARY(512) NULL'],
  ['totp_enabled_at', `${AT} NULL`],
  ['totp_last_step', 'INT UNSIGNED NULL'],
  ['oidc_issuer', `${ascii(255)} NULL`],
  ['oidc_subject', `${ascii(255)} NULL`],
  ['last_signed_in_at', `${AT} NULL`],
] as const;

const keyColumns = [
  ['scopes', 'JSON NULL'],
  ['expires_at', `${AT} NULL`],
  ['user_id', `${ID} NULL`],
  ['device_id', `${ascii(32)} NULL`],
] as const;

const keyParents = [
  'ADD KEY ix_api_keys__user_id (user_id)',
  'ADD KEY ix_api_keys__device_id (device_id)',
  'ADD CONSTRAINT fk_api_keys__user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE',
  'ADD CONSTRAINT fk_api_keys__device_id FOREIGN KEY (device_id) REFERENCES devices (id) ON DELETE CASCADE',
];

const keyRoles = (roles: readonly string[]) =>
  `ALTER TABLE api_keys MODIFY COLUMN role ENUM (${roles.map((role) => `'${role}'`).join(', ')}) NOT NULL`;

const userSessions = `CREATE TABLE IF NOT EXISTS user_sessions (
  id            ${ID}        NOT NULL,
  user_id       ${ID}        NOT NULL,
  token_hash    CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  method        ENUM ('password', 'oidc') NOT NULL,
  agent         ${ascii(64)} NOT NULL,
  created_at    ${AT}        NOT NULL,
  last_used_at  ${AT}        NOT NULL,
  expires_at    ${AT}        NOT NULL,
  revoked_at    ${AT}        NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_user_sessions__token_hash (token_hash),
  KEY ix_user_sessions__user_id (user_id, created_at),
  CONSTRAINT fk_user_sessions__user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ${TABLE}`;

const passwordTokens = `CREATE TABLE IF NOT EXISTS password_tokens (
  id          ${ID} NOT NULL,
  user_id     ${ID} NOT NULL,
  purpose     ENUM ('invite', 'reset') NOT NULL,
  token_hash  CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at  ${AT} NOT NULL,
  expires_at  ${AT} NOT NULL,
  PRIMARY KEY (id),
  UNIQUE KEY uq_password_tokens__token_hash (token_hash),
  KEY ix_password_tokens__user_id (user_id),
  CONSTRAINT fk_password_tokens__user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ${TABLE}`;

const recoveryCodes = `CREATE TABLE IF NOT EXISTS recovery_codes (
  user_id    ${ID} NOT NULL,
  code_hash  CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (user_id, code_hash),
  CONSTRAINT fk_recovery_codes__user_id FOREIGN KEY (user_id) REFERENCES users (id) ON DELETE CASCADE
) ${TABLE}`;

/** How users sign in, and API keys with scopes, an end, and somebody for whom they act. */
export const signIn = sqlMigration('SignIn', 1763900016000, {
  up: [
    ...addColumns('users', userColumns, [
      'ADD UNIQUE KEY uq_users__oidc_subject (oidc_issuer, oidc_subject)',
    ]),
    userSessions,
    passwordTokens,
    recoveryCodes,
    keyRoles(['admin', 'staff', 'viewer', 'lecturer', 'device']),
    ...addColumns('api_keys', keyColumns, keyParents),
  ],
  down: [
    "DELETE FROM api_keys WHERE role IN ('lecturer', 'device')",
    ...dropColumns('api_keys', keyColumns, [
      'DROP FOREIGN KEY fk_api_keys__user_id',
      'DROP FOREIGN KEY fk_api_keys__device_id',
      'DROP KEY ix_api_keys__user_id',
      'DROP KEY ix_api_keys__device_id',
    ]),
    keyRoles(['admin', 'staff', 'viewer']),
    ...['recovery_codes', 'password_tokens', 'user_sessions'].map((name) => `DROP TABLE IF EXISTS ${name}`),
    ...dropColumns('users', userColumns, ['DROP KEY uq_users__oidc_subject']),
  ],
});
