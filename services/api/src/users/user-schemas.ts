import { SIGN_IN_METHODS, USER_ROLES, type User, type UserSession } from '@hadir/db';
import { z } from 'zod';
import { changeOf, Instant, line, pageFields } from '../shared/schemas.ts';
import { Email, NewPassword } from '../sign-in/sign-in-schemas.ts';

const fields = z.strictObject({ email: Email, name: line(200), role: z.enum(USER_ROLES) });

export const NewUser = fields
  .extend({
    invite: z.boolean().default(true).describe('Whether to make a link by which a password is set.'),
  })
  .meta({ id: 'NewUser' });
export const UserChange = changeOf(fields).meta({ id: 'UserChange' });
export const UserQuery = z.strictObject({ ...pageFields, role: z.enum(USER_ROLES).optional() });

export const UserView = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.enum(USER_ROLES),
    hasPassword: z.boolean(),
    hasSecondFactor: z.boolean(),
    isLinked: z
      .boolean()
      .describe('Whether an account of the OpenID Connect provider signs in as this user.'),
    createdAt: Instant,
    lastSignedInAt: Instant.nullable(),
    disabledAt: Instant.nullable(),
  })
  .meta({ id: 'User' });

export const PasswordLink = z
  .object({
    token: z.string().describe('Sets a password once; it is not shown again.'),
    url: z.string().nullable().describe('The page that takes it; null without PUBLIC_URL.'),
    expiresAt: Instant,
    isMailed: z.boolean(),
  })
  .meta({ id: 'PasswordLink' });

export const CreatedUser = z
  .object({ user: UserView, invitation: PasswordLink.nullable() })
  .meta({ id: 'CreatedUser' });

const UserSessionView = z
  .object({
    id: z.uuid(),
    method: z.enum(SIGN_IN_METHODS),
    agent: z.string().describe("The browser's family."),
    createdAt: Instant,
    lastUsedAt: Instant,
    expiresAt: Instant,
    isThis: z.boolean().describe('Whether it is the one that asks.'),
  })
  .meta({ id: 'UserSession' });
export const UserSessionList = z.object({ items: z.array(UserSessionView) }).meta({ id: 'UserSessionList' });

export const SetPassword = z
  .strictObject({ token: z.string().max(100), password: NewPassword })
  .meta({ id: 'SetPassword' });

export function userView(user: User) {
  const { id, email, name, role, createdAt, lastSignedInAt, disabledAt } = user;
  return {
    id,
    email,
    name,
    role,
    hasPassword: user.passwordHash !== null,
    hasSecondFactor: user.totpEnabledAt !== null,
    isLinked: user.oidcSubject !== null,
    createdAt,
    lastSignedInAt,
    disabledAt,
  };
}

export function userSessionView(session: UserSession, ownId: string | undefined) {
  const { id, method, agent, createdAt, lastUsedAt, expiresAt } = session;
  return { id, method, agent, createdAt, lastUsedAt, expiresAt, isThis: id === ownId };
}
