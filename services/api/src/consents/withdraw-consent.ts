import type { Consent, Database } from '@hadir/db';
import { type Actor, AppError, type Log, type ObjectStore } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { deleteCrops } from '../shared/delete-crops.ts';
import { found } from '../shared/found.ts';
import { type Backups, eraseBackups } from '../students/erase-backups.ts';
import { planSweeps, type SweepQueue } from '../students/sweep-erased.ts';
import type { ConsentDeps } from './grant-consent.ts';

export type WithdrawDeps = ConsentDeps & {
  readonly database: Pick<Database, 'corrections' | 'consents'>;
  readonly objects: Pick<ObjectStore, 'delete'>;
  readonly backups?: Backups | undefined;
  readonly sweepQueue: SweepQueue;
  readonly log: Pick<Log, 'warn'>;
};

/**
 * Ends the consent in force. The student's templates go in the same transaction, so no matcher can load them any more, and so does
 * their face where it lies with somebody whom staff said it is not; crops of it go before the rows that name them. What backups hold
 * of the student goes at once, and again some minutes later, as a backup may have been under way.
 */
export async function withdrawConsent(deps: WithdrawDeps, studentId: string, actor: Actor): Promise<Consent> {
  const { database, objects, announce, backups, sweepQueue } = deps;
  found(await database.students.find(studentId), 'student');
  if (backups) await planSweeps(sweepQueue, studentId, new Date());
  if (await database.consents.current(studentId)) {
    await deleteCrops(objects, await database.corrections.cropsAmongOthers(studentId));
  }
  const deed = { actor, action: 'student.withdraw-consent', subject: studentId };
  const change = await audited(database, deed, ({ consents }) => consents.withdraw(studentId));
  if (!change) throw new AppError('conflict', 'no consent is in force', { reason: 'no-consent' });
  const { courseIds, cropKeys, ...consent } = change;
  await deleteCrops(objects, cropKeys);
  await announce.galleryChanged(courseIds);
  await eraseBackups(deps, studentId);
  return consent;
}
