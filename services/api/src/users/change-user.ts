import type { Database, Repositories, User } from '@hadir/db';
import type { Actor } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';

type Deps = { readonly database: Pick<Database, 'transaction'> };
type Deed = { readonly id: string; readonly verb: string; readonly actor: Actor };

/** Changes a user and writes it down. */
export async function changeUser(
  { database }: Deps,
  { id, verb, actor }: Deed,
  change: (repositories: Repositories) => Promise<User | undefined>,
): Promise<User> {
  return found(await audited(database, { actor, action: `user.${verb}`, subject: id }, change), 'user');
}

/** Nobody signs in as this user any more, and who did is out. */
export function disableUser(deps: Deps, id: string, actor: Actor): Promise<User> {
  return changeUser(deps, { id, verb: 'disable', actor }, async ({ users, userSessions, passwordTokens }) => {
    const user = await users.update(id, { disabledAt: new Date() });
    if (!user) return undefined;
    await userSessions.revokeOfUser(id);
    await passwordTokens.removeOfUser(id);
    return user;
  });
}

/** For who lost the authenticator and the recovery codes: the password alone is enough again, and every session ends. */
export function resetSecondFactor(deps: Deps, id: string, actor: Actor): Promise<User> {
  return changeUser(
    deps,
    { id, verb: 'reset-second-factor', actor },
    async ({ users, userSessions, secondFactors }) => {
      const user = await users.update(id, { totpSealed: null, totpEnabledAt: null });
      if (!user) return undefined;
      await secondFactors.setRecoveryCodes(id, []);
      await userSessions.revokeOfUser(id);
      return user;
    },
  );
}

/** For a user whose account at the provider is another one now: the next that comes with the verified address is linked. */
export function unlinkUser(deps: Deps, id: string, actor: Actor): Promise<User> {
  return changeUser(deps, { id, verb: 'unlink', actor }, async ({ users, userSessions }) => {
    const user = await users.update(id, { oidcIssuer: null, oidcSubject: null });
    if (user) await userSessions.revokeOfUser(id);
    return user;
  });
}
