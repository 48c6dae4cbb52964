import type { Database } from '@hadir/db';
import type { GivenUpJob } from '@hadir/platform';

type Enrolments = Pick<Database['enrolments'], 'find' | 'finish'>;

/** Ends an enrolment whose job was given up: else whoever waits for it would wait for ever. May run twice. */
export async function rejectEnrolment(
  enrolments: Enrolments,
  { jobId }: Pick<GivenUpJob, 'jobId'>,
): Promise<void> {
  const enrolment = await enrolments.find(jobId);
  if (enrolment?.status !== 'pending') return;
  const results = enrolment.photos.map(({ id }) => ({
    photoId: id,
    status: 'rejected' as const,
    reason: 'failed',
    measured: null,
  }));
  await enrolments.finish(jobId, results);
}
