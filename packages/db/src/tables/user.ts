import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const USER_ROLES = ['admin', 'staff', 'lecturer', 'viewer'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Someone who signs in. */
export type User = {
  readonly id: string;
  /** In small letters. Unique, whatever the case and the accents of its letters. */
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  /** argon2id in its own text form; null for who signs in elsewhere, or has not set one yet. */
  readonly passwordHash: string | null;
  readonly passwordChangedAt: Date | null;
  /** The secret of the second factor, sealed for the context `totp:<id>`; it counts once `totpEnabledAt` is set. */
  readonly totpSealed: Buffer | null;
  readonly totpEnabledAt: Date | null;
  /** The latest step (30 s since 1970) of which a code was taken. */
  readonly totpLastStep: number | null;
  readonly oidcIssuer: string | null;
  readonly oidcSubject: string | null;
  readonly lastSignedInAt: Date | null;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
};

export const userTable = new EntitySchema<User>({
  name: 'User',
  tableName: 'users',
  columns: {
    id: uuid('id', primary),
    email: text('email', 254),
    name: text('name', 200),
    role: oneOf('role', USER_ROLES),
    passwordHash: text('password_hash', 255, nullable),
    createdAt: moment('created_at'),
    disabledAt: moment('disabled_at', nullable),
    passwordChangedAt: moment('password_changed_at', nullable),
    totpSealed: { name: 'totp_sealed', type: 'varbinary', length: 512, nullable: true },
    totpEnabledAt: moment('totp_enabled_at', nullable),
    totpLastStep: { name: 'totp_last_step', type: 'int', unsigned: true, nullable: true },
    oidcIssuer: text('oidc_issuer', 255, nullable),
    oidcSubject: text('oidc_subject', 255, nullable),
    lastSignedInAt: moment('last_signed_in_at', nullable),
  },
});
