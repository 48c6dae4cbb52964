import { randomBytes } from 'node:crypto';
import type { Database, TokenPurpose, User } from '@hadir/db';
import type { Actor, Log } from '@hadir/platform';
import type { Mailer } from '../mail/send-mail.ts';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { sha256 } from '../sign-in/user-session.ts';

export type InviteDeps = {
  readonly database: Pick<Database, 'transaction'>;
  readonly mailer?: Mailer | undefined;
  readonly publicUrl: URL | undefined;
  readonly log: Log;
};

/** A week to answer an invitation; a day where a password is to be replaced, for it may be urgent for a reason. */
const LASTS_HOURS: Readonly<Record<TokenPurpose, number>> = { invite: 168, reset: 24 };

/**
 * Makes the only link by which the user can set a password from now on, and mails it where mail is set up. To reset means that the
 * old password and every session end at once.
 */
export async function invite(deps: InviteDeps, userId: string, purpose: TokenPurpose, actor: Actor) {
  const token = `hit_${randomBytes(32).toString('base64url')}`;
  const expiresAt = new Date(Date.now() + LASTS_HOURS[purpose] * 3_600_000);
  const deed = {
    actor,
    action: purpose === 'invite' ? 'user.invite' : 'user.reset-password',
    subject: userId,
  };
  const user = await audited(deps.database, deed, async ({ users, userSessions, passwordTokens }) => {
    const row =
      purpose === 'invite' ? await users.find(userId) : await users.update(userId, { passwordHash: null });
    if (!row) return undefined;
    if (purpose === 'reset') await userSessions.revokeOfUser(userId);
    await passwordTokens.replace({ userId, purpose, tokenHash: sha256(token), expiresAt });
    return row;
  });
  const url = deps.publicUrl ? new URL(`/set-password#token=${token}`, deps.publicUrl).href : null;
  const isMailed = await mail(deps, found(user, 'user'), url ?? token);
  return { token, url, expiresAt, isMailed };
}

/** A mail that was not taken is no reason to fail: the link is in the answer as well. */
async function mail({ mailer, log }: InviteDeps, user: User, where: string): Promise<boolean> {
  if (!mailer) return false;
  try {
    await mailer.send({
      to: user.email,
      subject: 'Hadir: atur kata sandi / set your password',
      text: `Atur kata sandi Anda untuk Hadir (sekali pakai):\n${where}\n\nSet your password for Hadir (works once):\n${where}\n`,
    });
    return true;
  } catch (error) {
    log.warn('invitation not mailed', { userId: user.id, error });
    return false;
  }
}
