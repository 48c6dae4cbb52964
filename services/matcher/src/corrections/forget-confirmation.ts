import type { Correction, Database } from '@hadir/db';
import { onRedis, type Redis } from '@hadir/platform';
import { sightingsKeys } from '../confirm-sighting.ts';
import { bestKey } from '../evidence.ts';

type Deps = { readonly redis: Redis; readonly sightings: Pick<Database['sightings'], 'find'> };

/**
 * Forgets what was counted of the student in the session of a wrong match, and the score that the crop of their mark had: the next
 * mark is made of what is seen from now on, with a crop of its own. May run twice.
 */
export async function forgetConfirmation(
  { redis, sightings }: Deps,
  { sightingId, studentId }: Pick<Correction, 'sightingId' | 'studentId'>,
): Promise<void> {
  const sighting = sightingId === null ? null : await sightings.find(sightingId);
  if (!sighting) return;
  const { sessionId } = sighting;
  await onRedis(() => redis.del(...sightingsKeys(sessionId, studentId)));
  await onRedis(() => redis.zrem(bestKey(sessionId), studentId));
}
