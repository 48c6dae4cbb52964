import type { Consent } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import type { ConsentDeps } from './grant-consent.ts';

/** Ends the consent in force. The student's templates go in the same transaction, so no matcher can load them any more. */
export async function withdrawConsent(
  { database, announce }: ConsentDeps,
  studentId: string,
  actor: Actor,
): Promise<Consent> {
  found(await database.students.find(studentId), 'student');
  const deed = { actor, action: 'student.withdraw-consent', subject: studentId };
  const change = await audited(database, deed, ({ consents }) => consents.withdraw(studentId));
  if (!change) throw new AppError('conflict', 'no consent is in force', { reason: 'no-consent' });
  const { courseIds, ...consent } = change;
  await announce.galleryChanged(courseIds);
  return consent;
}
