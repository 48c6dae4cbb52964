import { randomUUID } from 'node:crypto';
import type { Database, User, UserRole } from '@hadir/db';
import { hashPassword } from '../passwords/hash-password.ts';

export const PASSWORD = 'the lake is calm in june';
let passwordHash: Promise<string> | undefined;

/** A user who can sign in with PASSWORD. */
export async function addUser(database: Database, role: UserRole = 'staff', email?: string): Promise<User> {
  passwordHash ??= hashPassword(PASSWORD);
  const address = email ?? `user-${randomUUID()}@campus.example`;
  const { id } = await database.users.create({ email: address, name: 'Test User', role });
  const user = await database.users.update(id, {
    passwordHash: await passwordHash,
    passwordChangedAt: new Date(),
  });
  if (!user) throw new Error('the user is gone');
  return user;
}
