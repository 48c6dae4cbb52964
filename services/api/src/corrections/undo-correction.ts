import type { Correction, CorrectionChange, Database, Repositories } from '@hadir/db';
import { leftEarly } from '@hadir/domain';
import { type Actor, AppError, type Log } from '@hadir/platform';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { deleteCrop } from './correct-sighting.ts';

export type UndoDeps = {
  readonly database: Pick<Database, 'corrections' | 'transaction'>;
  readonly objects: Pick<ApiDeps['objects'], 'get' | 'head' | 'put' | 'delete'>;
  readonly announce: Pick<ApiDeps['announce'], 'galleryChanged'>;
};

type Request = { readonly actor: Actor; readonly log: Log };

/** Takes a correction back: its templates go, the crop returns to where it was, and the record is as before unless it changed since. */
export async function undoCorrection(
  deps: UndoDeps,
  id: string,
  { actor, log }: Request,
): Promise<Correction> {
  const { database, objects, announce } = deps;
  const correction = found(await database.corrections.find(id), 'correction');
  await moveCropBack(objects, correction);
  const undone = await withAudit(deps, 'correction.undo', actor, ({ corrections }) =>
    corrections.undo(id, actorName(actor), leftEarly),
  );
  const { courseIds } = found(undone, 'correction');
  if (correction.cropKey !== null) await deleteCrop(objects, correction.cropKey, log);
  await announce.galleryChanged(courseIds);
  return correction;
}

/** Removes the templates that came of a correction, and leaves the correction. */
export async function removeTemplate(deps: UndoDeps, id: string, actor: Actor): Promise<Correction> {
  const { database, announce } = deps;
  found(await database.corrections.find(id), 'correction');
  const removed = await withAudit(deps, 'correction.remove-template', actor, ({ corrections }) =>
    corrections.removeLearned(id),
  );
  if (!removed) {
    throw new AppError('conflict', 'no template came of this correction', { reason: 'no-template' });
  }
  await announce.galleryChanged(removed.courseIds);
  return removed.correction;
}

/** Nothing newer is overwritten: the student may have been marked again with another crop. */
async function moveCropBack(objects: UndoDeps['objects'], { cropKey, cropFrom }: Correction): Promise<void> {
  if (cropKey === null || cropFrom === null || (await objects.head(cropFrom))) return;
  if (!(await objects.head(cropKey))) return;
  await objects.put(cropFrom, await objects.get(cropKey), { contentType: 'image/jpeg' });
}

function withAudit(
  { database }: UndoDeps,
  action: string,
  actor: Actor,
  change: (repositories: Repositories) => Promise<CorrectionChange | undefined>,
): Promise<CorrectionChange | undefined> {
  return database.transaction(async (repositories) => {
    const changed = await change(repositories);
    if (!changed) return undefined;
    const { id, sightingId, studentId, kind } = changed.correction;
    await repositories.audit.append({
      actor: actorName(actor),
      action,
      subjectType: 'correction',
      subjectId: id,
      details: { sightingId, studentId, kind },
    });
    return changed;
  });
}
