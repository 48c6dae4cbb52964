import type { Consent } from '@hadir/db';
import { type Actor, AppError, type Log } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import { type Backups, eraseBackups } from '../students/erase-backups.ts';
import { planSweeps, type SweepQueue } from '../students/sweep-erased.ts';
import type { ConsentDeps } from './grant-consent.ts';

export type WithdrawDeps = ConsentDeps & {
  readonly backups?: Backups | undefined;
  readonly sweepQueue: SweepQueue;
  readonly log: Pick<Log, 'warn'>;
};

/**
 * Ends the consent in force. The student's templates go in the same transaction, so no matcher can load them any more; what backups hold
 * of the student goes at once, and again some minutes later, as a backup may have been under way.
 */
export async function withdrawConsent(deps: WithdrawDeps, studentId: string, actor: Actor): Promise<Consent> {
  const { database, announce, backups, sweepQueue } = deps;
  found(await database.students.find(studentId), 'student');
  if (backups) await planSweeps(sweepQueue, studentId, new Date());
  const deed = { actor, action: 'student.withdraw-consent', subject: studentId };
  const change = await audited(database, deed, ({ consents }) => consents.withdraw(studentId));
  if (!change) throw new AppError('conflict', 'no consent is in force', { reason: 'no-consent' });
  const { courseIds, ...consent } = change;
  await announce.galleryChanged(courseIds);
  await eraseBackups(deps, studentId);
  return consent;
}
