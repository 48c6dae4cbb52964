import type { User } from '@hadir/db';
import { type Actor, defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { ownCourses } from '../shared/own-courses.ts';
import { everyone, users } from '../shared/roles.ts';
import { clearCookie, csrfTokenOf } from './session-cookie.ts';
import { type SignInDeps, signIn } from './sign-in.ts';
import { Self, SessionsRevoked, SignedInView, SignInBody } from './sign-in-schemas.ts';
import { signedIn, tokenOf } from './user-session.ts';

type Deps = Pick<ApiDeps, 'database' | 'signIn' | 'secrets' | 'log'>;

const tags = ['session'];

export function signInRoutes(deps: Deps): Route[] {
  return [signInRoute(deps), selfRoute(deps), signOutRoute(deps), revokeOthersRoute(deps)];
}

/** What the use cases of signing in work with. */
export function signInDeps({ database, signIn: parts, secrets, log }: Deps): SignInDeps {
  return { ...parts, database, userSessions: database.userSessions, secrets, log };
}

function signInRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sign-in',
    summary: 'Sign in with e-mail and password',
    description:
      'Sets the session cookie. 401 `code-required` asks for the second factor. After five wrong attempts the account is locked for a minute, then for longer; a browser in which the user was signed in before has attempts of its own.',
    tags,
    roles: 'public',
    schemas: { body: SignInBody, response: SignedInView },
    refusals: ['unauthenticated', 'forbidden', 'too-many-requests', 'unavailable'],
    handle: async ({ body }, { req, res }) => {
      const { user, csrfToken, expiresAt } = await signIn(signInDeps(deps), { req, res }, body);
      return { user: sessionUser(user), csrfToken, expiresAt };
    },
  });
}

function selfRoute(deps: Deps): Route {
  return defineRoute({
    method: 'get',
    path: '/v1/session',
    summary: 'Say who I am and what I may',
    tags,
    roles: everyone,
    schemas: { response: Self },
    handle: async (_input, { actor, req }) => {
      const user =
        actor.kind === 'user' ? found(await deps.database.users.find(actor.id), 'user') : undefined;
      const courses = await ownCourses(deps, actor);
      const token = actor.sessionId && tokenOf(deps.signIn, req);
      return {
        ...viewOfActor(actor),
        user: user ? sessionUser(user) : null,
        courseIds: courses ? [...courses] : null,
        csrfToken: token ? csrfTokenOf(token) : null,
      };
    },
  });
}

function signOutRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/sign-out',
    summary: 'Sign out of this browser',
    tags,
    roles: users,
    schemas: {},
    handle: async (_input, { actor, req, res }) => {
      const { userId, sessionId } = signedIn(actor);
      const deed = { actor, action: 'user.sign-out', subject: userId, details: { userSessionId: sessionId } };
      await audited(deps.database, deed, async ({ userSessions }) => {
        await userSessions.revoke(sessionId);
        return true;
      });
      clearCookie(deps.signIn, { req, res }, 'session');
      return undefined;
    },
  });
}

function revokeOthersRoute({ database }: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/session/revoke-others',
    summary: 'Sign out of every other browser',
    tags,
    roles: users,
    schemas: { response: SessionsRevoked },
    handle: async (_input, { actor }) => {
      const { userId, sessionId } = signedIn(actor);
      const deed = { actor, action: 'user.revoke-sessions', subject: userId };
      const done = await audited(database, deed, async ({ userSessions }) => ({
        revoked: await userSessions.revokeOfUser(userId, sessionId),
      }));
      return done ?? { revoked: 0 };
    },
  });
}

function viewOfActor({ kind, id, role, scopes, deviceId }: Actor) {
  return { kind, id, role, scopes: scopes ? [...scopes] : null, deviceId: deviceId ?? null };
}

function sessionUser({ id, email, name, role, totpEnabledAt }: User) {
  return { id, email, name, role, hasSecondFactor: totpEnabledAt !== null };
}
