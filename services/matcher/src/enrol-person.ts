import type { GalleryChanged } from '@hadir/contracts';
import type { Database, PhotoResult } from '@hadir/db';
import { FatalJobError } from '@hadir/platform';
import { type ExaminePhotoDeps, examinePhoto } from './examine-photo.ts';
import type { MatcherMetrics } from './matcher-metrics.ts';

export type EnrolPersonDeps = ExaminePhotoDeps & {
  readonly enrolments: Pick<Database['enrolments'], 'find' | 'finish'>;
  readonly galleryChanged: (change: GalleryChanged) => Promise<void>;
  readonly metrics: Pick<MatcherMetrics, 'countPhoto'>;
};

/**
 * From uploaded photos to templates in the galleries of the student's courses. One photo at a time, for a photo from a
 * telephone takes much memory; a bad one never spoils the others. May run twice for an enrolment.
 */
export async function enrolPerson(deps: EnrolPersonDeps, enrolmentId: string): Promise<void> {
  const enrolment = await deps.enrolments.find(enrolmentId);
  if (!enrolment) throw new FatalJobError('enrolment-gone', 'the enrolment was removed');
  if (enrolment.status !== 'pending') return;
  const allowLookAlike = enrolment.allowLookAlike === 1;
  const results: PhotoResult[] = [];
  for (const photo of enrolment.photos) results.push(await examinePhoto(deps, photo, { allowLookAlike }));
  const { courseIds, consent } = await deps.enrolments.finish(enrolmentId, results);
  await deps.galleryChanged({ courseIds });
  const photos = results.map(({ status, reason }) => (consent ? (reason ?? status) : 'no-consent'));
  for (const photo of photos) deps.metrics.countPhoto(photo);
  deps.log.info('enrolment finished', { enrolmentId, studentId: enrolment.studentId, photos });
}
