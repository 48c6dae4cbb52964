import { EntitySchema } from 'typeorm';
import { moment, oneOf, primary, uuid } from './columns.ts';

export const TOKEN_PURPOSES = ['invite', 'reset'] as const;
export type TokenPurpose = (typeof TOKEN_PURPOSES)[number];

/** What lets a user set a password, once. */
export type PasswordToken = {
  readonly id: string;
  readonly userId: string;
  readonly purpose: TokenPurpose;
  /** SHA-256 of the token, as 64 hex digits. */
  readonly tokenHash: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
};

export const passwordTokenTable = new EntitySchema<PasswordToken>({
  name: 'PasswordToken',
  tableName: 'password_tokens',
  columns: {
    id: uuid('id', primary),
    userId: uuid('user_id'),
    purpose: oneOf('purpose', TOKEN_PURPOSES),
    tokenHash: { name: 'token_hash', type: 'char', length: 64 },
    createdAt: moment('created_at'),
    expiresAt: moment('expires_at'),
  },
});

/** One of a user's codes for when the second factor is lost; gone once it is used. */
export type RecoveryCode = {
  readonly userId: string;
  /** SHA-256 of the code, as 64 hex digits: a code has 80 random bits. */
  readonly codeHash: string;
};

export const recoveryCodeTable = new EntitySchema<RecoveryCode>({
  name: 'RecoveryCode',
  tableName: 'recovery_codes',
  columns: {
    userId: uuid('user_id', primary),
    codeHash: { name: 'code_hash', type: 'char', length: 64, primary: true },
  },
});
