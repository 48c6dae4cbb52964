import { type Actor, AppError, Streamed } from '@hadir/platform';
import { audited } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { ownSighting } from '../shared/own-session.ts';

type Deps = Pick<ApiDeps, 'database' | 'objects'>;

/**
 * The crop that is kept with a sighting: its own or, for a match without one, that of the mark it counts for. Who looked at it
 * stands in the audit log before a byte leaves. The bytes go as they are: no image is opened here.
 */
export async function readEvidence(deps: Deps, sightingId: string, actor: Actor): Promise<Streamed> {
  const { database, objects } = deps;
  const sighting = await ownSighting(deps, actor, sightingId);
  const key = await database.sightings.evidenceKey(sightingId);
  if (key === null) throw new AppError('not-found', 'no crop is kept with this sighting');
  const bytes = await objects.get(key);
  const { sessionId, studentId } = sighting;
  await audited(
    database,
    { actor, action: 'sighting.view-evidence', subject: sightingId, details: { sessionId, studentId } },
    async () => true,
  );
  return new Streamed({
    contentType: 'image/jpeg',
    headers: { 'Cache-Control': 'private, no-store', 'Content-Length': String(bytes.length) },
    chunks: (async function* () {
      yield bytes;
    })(),
  });
}
