import { defineRoute, type Route } from '@hadir/platform';
import { z } from 'zod';
import type { ApiDeps } from '../shared/deps.ts';
import { users } from '../shared/roles.ts';
import { signInDeps } from '../sign-in/routes.ts';
import { Code, GivenPassword, NewPassword } from '../sign-in/sign-in-schemas.ts';
import { signedIn } from '../sign-in/user-session.ts';
import { beginTotp, confirmTotp, removeTotp } from '../totp/own-second-factor.ts';
import { changePassword, setPassword } from './set-password.ts';
import { SetPassword, UserSessionList, userSessionView } from './user-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'signIn' | 'secrets' | 'log'>;

const tags = ['session'];

const PasswordChange = z
  .strictObject({ password: GivenPassword, newPassword: NewPassword })
  .meta({ id: 'PasswordChange' });
const TotpBegin = z.strictObject({ password: GivenPassword }).meta({ id: 'SecondFactorBegin' });
const TotpBegun = z
  .object({
    secret: z.string().describe('For typing into an authenticator.'),
    uri: z.string().describe('The same for a QR code: `otpauth://…`.'),
  })
  .meta({ id: 'SecondFactorBegun' });
const TotpConfirm = z.strictObject({ code: Code }).meta({ id: 'SecondFactorConfirm' });
const RecoveryCodes = z
  .object({
    recoveryCodes: z
      .array(z.string())
      .describe('Each lets in once without the authenticator. Not shown again.'),
  })
  .meta({ id: 'RecoveryCodes' });
const TotpRemoval = z
  .strictObject({ password: GivenPassword, code: Code })
  .meta({ id: 'SecondFactorRemoval' });

/** What users do about their own signing in. */
export function ownUserRoutes(deps: Deps): Route[] {
  return [
    setPasswordRoute(deps),
    changePasswordRoute(deps),
    ownSessionsRoute(deps),
    ...secondFactorRoutes(deps),
  ];
}

function setPasswordRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/password',
    summary: 'Set a password with a link that an administrator made',
    description: 'Works once, and ends every session of the user. Sign in afterwards.',
    tags,
    roles: 'public',
    schemas: { body: SetPassword },
    refusals: ['forbidden', 'unprocessable', 'too-many-requests', 'unavailable'],
    handle: async ({ body }, { req, res }) => {
      await setPassword(signInDeps(deps), { req, res }, body);
      return undefined;
    },
  });
}

function changePasswordRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/session/password',
    summary: 'Change the own password; every other session ends',
    tags,
    roles: users,
    schemas: { body: PasswordChange },
    refusals: ['unprocessable'],
    handle: async ({ body }, { actor, req, res }) => {
      await changePassword(signInDeps(deps), { req, res }, actor, body);
      return undefined;
    },
  });
}

function ownSessionsRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/session/sessions',
    summary: 'List where I am signed in',
    tags,
    roles: users,
    schemas: { response: UserSessionList },
    handle: async (_input, { actor }) => {
      const { userId, sessionId } = signedIn(actor);
      const open = await database.userSessions.openOf(userId);
      return { items: open.map((session) => userSessionView(session, sessionId)) };
    },
  });
}

function secondFactorRoutes(deps: Deps): Route[] {
  const path = '/v1/session/second-factor';
  return [
    defineRoute({
      method: 'post',
      path,
      summary: 'Begin a second factor: the secret for an authenticator, which counts once it is confirmed',
      tags,
      roles: users,
      schemas: { body: TotpBegin, response: TotpBegun },
      refusals: ['conflict', 'unprocessable'],
      handle: ({ body }, { actor, req, res }) =>
        beginTotp(signInDeps(deps), { req, res }, actor, body.password),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/confirm`,
      summary: 'Confirm the second factor with its first code, and get the recovery codes',
      tags,
      roles: users,
      schemas: { body: TotpConfirm, response: RecoveryCodes },
      refusals: ['conflict', 'unprocessable'],
      handle: ({ body }, { actor }) => confirmTotp(signInDeps(deps), actor, body.code),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/remove`,
      summary: 'Remove the second factor and its recovery codes',
      tags,
      roles: users,
      schemas: { body: TotpRemoval },
      refusals: ['unprocessable'],
      handle: async ({ body }, { actor, req, res }) => {
        await removeTotp(signInDeps(deps), { req, res }, actor, body);
        return undefined;
      },
    }),
  ];
}
