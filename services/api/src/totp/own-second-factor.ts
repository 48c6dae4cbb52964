import { type Actor, AppError } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { confirmCode, confirmPassword, type Exchange, type SignInDeps } from '../sign-in/sign-in.ts';
import { signedIn } from '../sign-in/user-session.ts';
import { newRecoveryCodes, newTotp, takeTotp } from './second-factor.ts';

type Deps = SignInDeps;

/** A secret that counts once a first code confirms it; one that was begun before is replaced. */
export async function beginTotp(deps: Deps, exchange: Exchange, actor: Actor, password: string) {
  const { userId } = signedIn(actor);
  const user = found(await deps.database.users.find(userId), 'user');
  if (user.totpEnabledAt) {
    throw new AppError('conflict', 'there is a second factor; remove it first', {
      reason: 'has-second-factor',
    });
  }
  await confirmPassword(deps, exchange, user, password);
  const { secret, uri, sealed } = newTotp(user, deps.secrets);
  await deps.database.users.update(userId, { totpSealed: sealed, totpLastStep: null });
  return { secret, uri };
}

export async function confirmTotp(deps: Deps, actor: Actor, code: string) {
  const { userId } = signedIn(actor);
  const user = found(await deps.database.users.find(userId), 'user');
  if (user.totpEnabledAt || !user.totpSealed) {
    throw new AppError('conflict', 'begin a second factor first', { reason: 'not-begun' });
  }
  if (!(await takeTotp(deps, user, code))) {
    const message = 'this code is not of the authenticator that was begun; check its clock and try the next';
    throw new AppError('unprocessable', message, { field: 'code', reason: 'wrong-code' });
  }
  const { codes, hashes } = newRecoveryCodes();
  const deed = { actor, action: 'user.add-second-factor', subject: userId };
  await audited(deps.database, deed, async ({ users, secondFactors }) => {
    await secondFactors.setRecoveryCodes(userId, hashes);
    return users.update(userId, { totpEnabledAt: new Date() });
  });
  return { recoveryCodes: codes };
}

export async function removeTotp(
  deps: Deps,
  exchange: Exchange,
  actor: Actor,
  { password, code }: { readonly password: string; readonly code: string },
): Promise<void> {
  const { userId } = signedIn(actor);
  const user = found(await deps.database.users.find(userId), 'user');
  await confirmPassword(deps, exchange, user, password);
  if (user.totpEnabledAt) await confirmCode(deps, exchange, user, code);
  const deed = { actor, action: 'user.remove-second-factor', subject: userId };
  await audited(deps.database, deed, async ({ users, secondFactors }) => {
    await secondFactors.setRecoveryCodes(userId, []);
    return users.update(userId, { totpSealed: null, totpEnabledAt: null });
  });
}
