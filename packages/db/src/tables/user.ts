import { EntitySchema } from 'typeorm';
import { moment, nullable, oneOf, primary, text, uuid } from './columns.ts';

export const USER_ROLES = ['admin', 'staff', 'lecturer', 'viewer'] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Someone who signs in. */
export type User = {
  readonly id: string;
  /** Unique, whatever the case of its letters. */
  readonly email: string;
  readonly name: string;
  readonly role: UserRole;
  /** argon2id in its own text form; null for who signs in elsewhere. */
  readonly passwordHash: string | null;
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
  },
});
