import { z } from 'zod';
import { CliError } from '../cli-error.ts';
import type { ApiClient } from './api-client.ts';
import { keyOf } from './key-of.ts';
import { readAll } from './read-all.ts';

export const User = z.looseObject({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: z.string(),
  hasPassword: z.boolean(),
  hasSecondFactor: z.boolean(),
  isLinked: z.boolean(),
  lastSignedInAt: z.string().nullable(),
  disabledAt: z.string().nullable(),
});
export type User = z.output<typeof User>;

export const PasswordLink = z.looseObject({
  token: z.string(),
  url: z.string().nullable(),
  expiresAt: z.string(),
  isMailed: z.boolean(),
});
export type PasswordLink = z.output<typeof PasswordLink>;

export const CreatedUser = z.looseObject({ user: User, invitation: PasswordLink.nullable() });

export const UserSessions = z.looseObject({
  items: z.array(
    z.looseObject({
      id: z.string(),
      method: z.string(),
      agent: z.string(),
      createdAt: z.string(),
      lastUsedAt: z.string(),
    }),
  ),
});
export type UserSession = z.output<typeof UserSessions>['items'][number];

export const SessionsRevoked = z.looseObject({ revoked: z.number() });

/** People name users by e-mail. */
export async function findUser(api: ApiClient, email: string): Promise<User> {
  for await (const user of readAll(api, '/v1/users', User, {})) {
    if (keyOf(user.email) === keyOf(email)) return user;
  }
  throw new CliError('not-found', `There is no user ${email}.`, '`hadir user list` shows who there is.');
}
