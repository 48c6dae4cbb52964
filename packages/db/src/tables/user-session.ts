import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const SIGN_IN_METHODS = ['password', 'oidc'] as const;
export type SignInMethod = (typeof SIGN_IN_METHODS)[number];

/** One browser in which a user is signed in. */
export type UserSession = {
  readonly id: string;
  readonly userId: string;
  /** SHA-256 of the cookie's value, as 64 hex digits. */
  readonly tokenHash: string;
  readonly method: SignInMethod;
  /** The browser's family, such as `Firefox`: enough to know it again in a list. */
  readonly agent: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
};

export const userSessionTable = new EntitySchema<UserSession>({
  name: 'UserSession',
  tableName: 'user_sessions',
  columns: {
    id: uuid('id', primary),
    userId: uuid('user_id'),
    tokenHash: { name: 'token_hash', type: 'char', length: 64 },
    method: oneOf('method', SIGN_IN_METHODS),
    agent: text('agent', 64),
    createdAt: moment('created_at'),
    lastUsedAt: moment('last_used_at'),
    expiresAt: moment('expires_at'),
    revokedAt: moment('revoked_at', nullable),
  },
});
