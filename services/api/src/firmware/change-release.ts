import type { FirmwareRelease } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { actorName, audited } from '../shared/audited.ts';
import { found } from '../shared/found.ts';
import type { ReleaseChange } from './firmware-schemas.ts';
import type { FirmwareDeps } from './publish-release.ts';

/** Changes how far a release is rolled out, and tells ingest, which else would notice within a minute. */
export async function changeRelease(
  { database, announce }: FirmwareDeps,
  id: string,
  change: ReleaseChange,
  actor: Actor,
): Promise<FirmwareRelease> {
  const { rolloutPercent, forced, notes } = change;
  const details = {
    ...(rolloutPercent === undefined ? {} : { rolloutPercent }),
    ...(forced === undefined ? {} : { forced }),
    ...(notes === undefined ? {} : { notes: true }),
  };
  const deed = { actor, action: 'firmware.update', subject: id, details };
  const release = found(
    await audited(database, deed, async ({ firmwareReleases }) => {
      const changed = await firmwareReleases.update(id, { ...change, ...(notes === '' && { notes: null }) });
      if (changed?.withdrawnAt) throw withdrawn();
      return changed;
    }),
    'release',
  );
  await announce.firmwareChanged(release.target);
  return release;
}

/** A second call changes nothing. */
export async function withdrawRelease(
  { database, announce }: FirmwareDeps,
  id: string,
  actor: Actor,
): Promise<FirmwareRelease> {
  const deed = { actor, action: 'firmware.withdraw', subject: id };
  const release = found(
    await audited(database, deed, ({ firmwareReleases }) => firmwareReleases.withdraw(id, actorName(actor))),
    'release',
  );
  await announce.firmwareChanged(release.target);
  return release;
}

function withdrawn(): AppError {
  const message = 'the release is withdrawn for good; publish another version';
  return new AppError('conflict', message, { reason: 'withdrawn' });
}
