import { USER_ROLES } from '@hadir/db';
import { roles } from '@hadir/platform';
import { z } from 'zod';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from '../passwords/check-password.ts';
import { Instant } from '../shared/schemas.ts';

export const Email = z
  .string()
  .max(254, 'must be at most 254 characters')
  .trim()
  .toLowerCase()
  .pipe(z.email('must be an e-mail address'));

/** What somebody types to be let in: any length up to the longest, for what was set is what counts. */
export const GivenPassword = z.string().min(1, 'must not be empty').max(LONGEST_PASSWORD);
export const NewPassword = z
  .string()
  .max(LONGEST_PASSWORD, `must be at most ${LONGEST_PASSWORD} characters`)
  .describe(`${SHORTEST_PASSWORD} characters or more, of any kind; not a common one.`);
export const Code = z.string().min(6).max(32).describe('Of the authenticator, or a recovery code.');

export const SignInBody = z
  .strictObject({ email: Email, password: GivenPassword, code: Code.optional() })
  .meta({ id: 'SignIn' });

const SessionUser = z
  .object({
    id: z.uuid(),
    email: z.string(),
    name: z.string(),
    role: z.enum(USER_ROLES),
    hasSecondFactor: z.boolean(),
  })
  .meta({ id: 'SessionUser' });

export const SignedInView = z
  .object({
    user: SessionUser,
    csrfToken: z.string().describe('Send it as X-CSRF-Token with all but GET.'),
    expiresAt: Instant.describe('When signing in again is needed at the latest.'),
  })
  .meta({ id: 'SignedIn' });

export const Self = z
  .object({
    kind: z.enum(['api-key', 'user', 'student']),
    id: z.string().describe('Of the API key, the user or the student.'),
    role: z.enum(roles),
    scopes: z.array(z.string()).nullable().describe('Of an API key; null for all that its role may.'),
    deviceId: z.string().nullable(),
    user: SessionUser.nullable().describe('Who is signed in; null for keys and links.'),
    courseIds: z
      .array(z.string())
      .nullable()
      .describe('Of a lecturer; null for who is not limited to courses.'),
    csrfToken: z.string().nullable(),
  })
  .meta({ id: 'Self' });

export const SessionsRevoked = z.object({ revoked: z.int() }).meta({ id: 'SessionsRevoked' });
