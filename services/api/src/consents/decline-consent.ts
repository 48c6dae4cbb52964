import type { ConsentDecline, Database } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { assertKnownNotice } from './known-notice.ts';
import { type WithdrawDeps, withdrawConsent } from './withdraw-consent.ts';

type Deps = { readonly database: Pick<Database, 'students' | 'consentNotices' | 'transaction'> };

/** Records a no. Throws `AppError('conflict')` while a consent is in force: that is withdrawn first. */
export async function declineConsent(
  { database }: Deps,
  studentId: string,
  noticeVersion: string | null,
  actor: Actor,
): Promise<ConsentDecline> {
  found(await database.students.find(studentId), 'student');
  if (noticeVersion !== null) await assertKnownNotice({ database }, noticeVersion);
  const deed = { actor, action: 'student.decline-consent', subject: studentId, details: { noticeVersion } };
  const declinedBy = actorName(actor);
  const decline = await audited(database, deed, ({ consents }) =>
    consents.decline({ studentId, declinedBy, noticeVersion }),
  );
  if (decline) return decline;
  throw new AppError('conflict', 'a consent is in force; withdraw it first', { reason: 'consent-in-force' });
}

/** A student's own no: withdraws the consent in force, if there is one, and records it. May run twice. */
export async function declineOwnConsent(
  deps: WithdrawDeps & Deps,
  studentId: string,
  actor: Actor,
): Promise<void> {
  const { database } = deps;
  if (await database.consents.current(studentId)) await withdrawConsent(deps, studentId, actor);
  const shown = await database.consentNotices.current();
  await declineConsent(deps, studentId, shown?.version ?? null, actor);
}
