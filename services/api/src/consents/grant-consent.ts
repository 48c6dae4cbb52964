import type { Consent, Database } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import type { Announce } from '../shared/deps.ts';
import { created, found } from '../shared/found.ts';
import { assertKnownNotice } from './known-notice.ts';

export type ConsentDeps = {
  readonly database: Pick<Database, 'students' | 'consentNotices' | 'transaction'>;
  readonly announce: Pick<Announce, 'galleryChanged'>;
};

export type GrantedConsent = { readonly noticeVersion: string; readonly grantedAt?: Date | undefined };

/** Records that the student agreed to be recognised. Granting again what is in force changes nothing. */
export async function grantConsent(
  { database, announce }: ConsentDeps,
  studentId: string,
  { noticeVersion, grantedAt = new Date() }: GrantedConsent,
  actor: Actor,
): Promise<Consent> {
  if (grantedAt.getTime() > Date.now()) {
    throw new AppError('bad-request', 'grantedAt: must not be in the future', { field: 'grantedAt' });
  }
  found(await database.students.find(studentId), 'student');
  await assertKnownNotice({ database }, noticeVersion);
  const deed = { actor, action: 'student.grant-consent', subject: studentId, details: { noticeVersion } };
  const { courseIds, ...consent } = created(
    await audited(database, deed, ({ consents }) =>
      consents.grant({ studentId, grantedBy: actorName(actor), noticeVersion, grantedAt }),
    ),
  );
  await announce.galleryChanged(courseIds);
  return consent;
}
