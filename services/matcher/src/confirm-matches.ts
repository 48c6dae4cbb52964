import type { Frame } from '@hadir/contracts';
import type { ClassSession } from '@hadir/db';
import type { Confirmation } from '@hadir/domain';
import type { ConfirmSighting } from './confirm-sighting.ts';
import type { DecidedFace } from './decided-face.ts';
import type { Confirmations } from './record-sightings.ts';

/** Counts the matches of a frame. One that awaits a sign of life counts too, but confirms nobody before there is one. */
export async function confirmMatches(
  { confirmSighting }: { readonly confirmSighting: ConfirmSighting },
  { frameId, capturedAt }: Pick<Frame, 'frameId' | 'capturedAt'>,
  session: Pick<ClassSession, 'id' | 'requiredSightings'>,
  seen: readonly DecidedFace[],
): Promise<Confirmations> {
  const { id: sessionId, requiredSightings } = session;
  const sighting = { sessionId, requiredSightings, frameId, capturedAt: new Date(capturedAt) };
  const confirmations = seen.map(async ({ identification, faceNumber, face, awaitsLife }) => {
    const { personId: studentId } = identification;
    if (studentId === null) return [];
    const quality = face.quality.score;
    const counted = await confirmSighting({ ...sighting, studentId, faceNumber, quality });
    return [[studentId, awaitsLife ? withheld(counted) : counted] as const];
  });
  return new Map((await Promise.all(confirmations)).flat());
}

function withheld({ weight }: Confirmation): Confirmation {
  return { confirmed: false, weight };
}
