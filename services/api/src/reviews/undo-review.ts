import type { ReviewAction } from '@hadir/db';
import { AppError } from '@hadir/platform';
import { undoCorrection } from '../corrections/undo-correction.ts';
import { tellWaiting } from '../disputes/open-dispute.ts';
import { actorName, audited } from '../shared/audited.ts';
import { deleteCrops } from '../shared/delete-crops.ts';
import { found } from '../shared/found.ts';
import type { Request, ReviewDeps } from './act-on-review.ts';
import type { Done } from './carry-out.ts';
import { ownReview } from './read-reviews.ts';

/** Takes an action back: corrections with what they changed, the enrolment with its templates, and the item is open again. */
export async function undoReview(
  deps: ReviewDeps,
  actionId: string,
  request: Request,
): Promise<ReviewAction> {
  const { database } = deps;
  const action = found(await database.reviews.findAction(actionId), 'review action');
  const item = await ownReview(deps, request.actor, action.itemId);
  if (action.undoneAt !== null || item.actionId !== actionId) throw undoneBefore();
  await takeBack(deps, action, request);
  const undone = await database.reviews.undo(actionId, actorName(request.actor));
  if (!undone) throw undoneBefore();
  await tellWaiting(deps, item.sessionId);
  return undone;
}

/** Of two that take the same back at once, each finds nothing left to do where the other was quicker. */
export async function takeBack(
  deps: ReviewDeps,
  { correctionIds, enrolmentId }: Pick<Done, 'correctionIds' | 'enrolmentId'>,
  request: Request,
): Promise<void> {
  for (const id of correctionIds.toReversed()) {
    await undoCorrection(deps, id, request).catch((error: unknown) => {
      if (!(error instanceof AppError) || error.code !== 'not-found') throw error;
    });
  }
  if (enrolmentId !== null) await removeEnrolment(deps, enrolmentId, request);
}

async function removeEnrolment(
  { database, objects, announce }: ReviewDeps,
  id: string,
  { actor }: Request,
): Promise<void> {
  const deed = { actor, action: 'enrolment.remove', subject: id };
  const removed = await audited(database, deed, ({ enrolments }) => enrolments.remove(id));
  if (!removed) return;
  await deleteCrops(objects, removed.objectKeys);
  await announce.galleryChanged(removed.courseIds);
}

function undoneBefore(): AppError {
  return new AppError('conflict', 'this was undone before, or something newer was done about the item', {
    reason: 'undone',
  });
}
