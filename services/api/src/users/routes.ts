import { defineRoute, type Route } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { created, found } from '../shared/found.ts';
import { admins } from '../shared/roles.ts';
import { IdParams, pageOf } from '../shared/schemas.ts';
import { SessionsRevoked } from '../sign-in/sign-in-schemas.ts';
import { changeUser, disableUser, resetSecondFactor, unlinkUser } from './change-user.ts';
import { type InviteDeps, invite } from './invite-user.ts';
import {
  CreatedUser,
  NewUser,
  PasswordLink,
  UserChange,
  UserQuery,
  UserSessionList,
  UserView,
  userSessionView,
  userView,
} from './user-schemas.ts';

type Deps = Pick<ApiDeps, 'database' | 'signIn' | 'mailer' | 'log'>;

const path = '/v1/users/:id';
const tags = ['users'];
const ofUser = { tags, roles: admins } as const;

export function userRoutes(deps: Deps): Route[] {
  return [
    ...readingRoutes(deps),
    createRoute(deps),
    ...changingRoutes(deps),
    ...linkRoutes(deps),
    ...sessionRoutes(deps),
  ];
}

function inviteDeps({ database, signIn, mailer, log }: Deps): InviteDeps {
  return { database, publicUrl: signIn.publicUrl, mailer, log };
}

function readingRoutes({ database }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: '/v1/users',
      summary: 'List users by e-mail',
      ...ofUser,
      schemas: { query: UserQuery, response: pageOf('UserPage', UserView) },
      handle: async ({ query }) => {
        const { items, nextCursor } = await database.users.list(query);
        return { items: items.map(userView), nextCursor };
      },
    }),
    defineRoute({
      method: 'get',
      path,
      summary: 'Read a user',
      ...ofUser,
      schemas: { params: IdParams, response: UserView },
      refusals: ['not-found'],
      handle: async ({ params: { id } }) => userView(found(await database.users.find(id), 'user')),
    }),
  ];
}

function createRoute(deps: Deps): Route {
  return defineRoute({
    method: 'post',
    path: '/v1/users',
    summary: 'Add a user, and invite them to set a password',
    ...ofUser,
    status: 201,
    schemas: { body: NewUser, response: CreatedUser },
    refusals: ['conflict'],
    handle: async ({ body: { invite: isInvited, ...fields } }, { actor }) => {
      const deed = {
        actor,
        action: 'user.create',
        subject: ({ id }: { id: string }) => id,
        details: { role: fields.role },
      };
      const user = created(await audited(deps.database, deed, ({ users }) => users.create(fields)));
      const invitation = isInvited ? await invite(inviteDeps(deps), user.id, 'invite', actor) : null;
      return { user: userView(user), invitation };
    },
  });
}

function changingRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'patch',
      path,
      summary: 'Change a user',
      description: 'A new role counts from the next request on. The last active administrator stays one.',
      ...ofUser,
      schemas: { params: IdParams, body: UserChange, response: UserView },
      refusals: ['not-found', 'conflict', 'unprocessable'],
      handle: async ({ params: { id }, body }, { actor }) =>
        userView(
          await changeUser(deps, { id, verb: 'update', actor }, ({ users }) => users.update(id, body)),
        ),
    }),
    defineRoute({
      method: 'delete',
      path,
      summary: 'Remove a user',
      description:
        'With sessions, API keys that act for the user, and courses. What the user did stays under a pseudonym.',
      ...ofUser,
      schemas: { params: IdParams },
      refusals: ['not-found', 'unprocessable'],
      handle: async ({ params: { id } }, { actor }) => {
        const deed = { actor, action: 'user.remove', subject: id };
        found(await audited(deps.database, deed, ({ users }) => users.remove(id)), 'user');
        return undefined;
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/disable`,
      summary: 'Disable a user: every session ends, and nobody signs in as them',
      ...ofUser,
      schemas: { params: IdParams, response: UserView },
      refusals: ['not-found', 'unprocessable'],
      handle: async ({ params: { id } }, { actor }) => userView(await disableUser(deps, id, actor)),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/enable`,
      summary: 'Let a user sign in again',
      ...ofUser,
      schemas: { params: IdParams, response: UserView },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) =>
        userView(
          await changeUser(deps, { id, verb: 'enable', actor }, ({ users }) =>
            users.update(id, { disabledAt: null }),
          ),
        ),
    }),
  ];
}

function linkRoutes(deps: Deps): Route[] {
  return [
    defineRoute({
      method: 'post',
      path: `${path}/invite`,
      summary: 'Make a link by which a user sets a password; one that was made before ends',
      ...ofUser,
      schemas: { params: IdParams, response: PasswordLink },
      refusals: ['not-found'],
      handle: ({ params: { id } }, { actor }) => invite(inviteDeps(deps), id, 'invite', actor),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/reset-password`,
      summary: "End a user's password and sessions, and make a link by which another is set",
      ...ofUser,
      schemas: { params: IdParams, response: PasswordLink },
      refusals: ['not-found'],
      handle: ({ params: { id } }, { actor }) => invite(inviteDeps(deps), id, 'reset', actor),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/reset-second-factor`,
      summary: "Remove a user's second factor and recovery codes, and end the sessions",
      ...ofUser,
      schemas: { params: IdParams, response: UserView },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => userView(await resetSecondFactor(deps, id, actor)),
    }),
    defineRoute({
      method: 'post',
      path: `${path}/unlink`,
      summary: "Forget which account of the provider is a user's, and end the sessions",
      description:
        'The next account of the provider that comes with the verified address of the user is linked. A password stays as it is.',
      ...ofUser,
      schemas: { params: IdParams, response: UserView },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => userView(await unlinkUser(deps, id, actor)),
    }),
  ];
}

function sessionRoutes({ database }: Deps): Route[] {
  return [
    defineRoute({
      method: 'get',
      path: `${path}/sessions`,
      summary: 'List where a user is signed in',
      ...ofUser,
      schemas: { params: IdParams, response: UserSessionList },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        found(await database.users.find(id), 'user');
        const open = await database.userSessions.openOf(id);
        return { items: open.map((session) => userSessionView(session, actor.sessionId)) };
      },
    }),
    defineRoute({
      method: 'post',
      path: `${path}/revoke-sessions`,
      summary: 'Sign a user out everywhere',
      ...ofUser,
      schemas: { params: IdParams, response: SessionsRevoked },
      refusals: ['not-found'],
      handle: async ({ params: { id } }, { actor }) => {
        const deed = { actor, action: 'user.revoke-sessions', subject: id };
        const done = await audited(database, deed, async ({ users, userSessions }) =>
          (await users.find(id)) ? { revoked: await userSessions.revokeOfUser(id) } : undefined,
        );
        return found(done, 'user');
      },
    }),
  ];
}
