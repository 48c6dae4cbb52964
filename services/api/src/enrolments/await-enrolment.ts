import { setTimeout as sleep } from 'node:timers/promises';
import type { Database, EnrolmentWithPhotos } from '@hadir/db';
import { found } from '../shared/found.ts';

const LOOK_EVERY_MS = 250;

/** The enrolment when it is finished, or as it is after `waitSeconds`, or once nobody waits any more. */
export async function awaitEnrolment(
  { enrolments }: { readonly enrolments: Pick<Database['enrolments'], 'find'> },
  id: string,
  { waitSeconds, isWanted }: { readonly waitSeconds: number; readonly isWanted: () => boolean },
): Promise<EnrolmentWithPhotos> {
  const endsAt = Date.now() + waitSeconds * 1000;
  for (;;) {
    const enrolment = found(await enrolments.find(id), 'enrolment');
    const leftMs = endsAt - Date.now();
    if (enrolment.status !== 'pending' || leftMs <= 0 || !isWanted()) return enrolment;
    await sleep(Math.min(LOOK_EVERY_MS, leftMs));
  }
}
