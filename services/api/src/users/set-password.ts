import type { User } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { checkPassword } from '../passwords/check-password.ts';
import { hashPassword } from '../passwords/hash-password.ts';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { rememberBrowser } from '../sign-in/known-browser.ts';
import { assertSameOrigin } from '../sign-in/session-cookie.ts';
import { confirmPassword, type Exchange, type SignInDeps } from '../sign-in/sign-in.ts';
import { sha256, signedIn } from '../sign-in/user-session.ts';

type Deps = SignInDeps;

/**
 * Sets a password with a link that an administrator made. Ends every session, lifts a lock, and makes this browser one that the user is
 * known in. Throws `AppError` 'unprocessable' for a weak password, which leaves the link as it is, and for a link that is over.
 */
export async function setPassword(
  deps: Deps,
  exchange: Exchange,
  { token, password }: { readonly token: string; readonly password: string },
): Promise<void> {
  assertSameOrigin(deps, exchange.req);
  await deps.limits.takeAddress(exchange.req.ip ?? 'unknown');
  const { passwordTokens, users } = deps.database;
  const known = await passwordTokens.find(sha256(token));
  const user = known && (await users.find(known.userId));
  if (!user || user.disabledAt) throw over();
  checkPassword(password, user);
  const passwordHash = await hashPassword(password);
  const actor: Actor = { kind: 'user', id: user.id, role: user.role, userId: user.id };
  const deed = { actor, action: 'user.set-password', subject: user.id };
  const isSet = await audited(deps.database, deed, async (all) => {
    if (!(await all.passwordTokens.take(sha256(token)))) return false;
    await all.userSessions.revokeOfUser(user.id);
    return all.users.update(user.id, { passwordHash, passwordChangedAt: new Date() });
  });
  if (!isSet) throw over();
  await deps.limits.unlock(user.email);
  rememberBrowser(deps, exchange, user.email);
}

/** Changes the own password; every other session ends. */
export async function changePassword(
  deps: Deps,
  exchange: Exchange,
  actor: Actor,
  given: { readonly password: string; readonly newPassword: string },
): Promise<void> {
  const { userId, sessionId } = signedIn(actor);
  const user: User = found(await deps.database.users.find(userId), 'user');
  await confirmPassword(deps, exchange, user, given.password);
  checkPassword(given.newPassword, user);
  const passwordHash = await hashPassword(given.newPassword);
  const deed = { actor, action: 'user.change-password', subject: userId };
  await audited(deps.database, deed, async ({ users, userSessions, passwordTokens }) => {
    await userSessions.revokeOfUser(userId, sessionId);
    await passwordTokens.removeOfUser(userId);
    return users.update(userId, { passwordHash, passwordChangedAt: new Date() });
  });
}

function over(): AppError {
  const message = 'this link was used, replaced or is over; ask an administrator for another';
  return new AppError('unprocessable', message, { field: 'token', reason: 'link-over' });
}
