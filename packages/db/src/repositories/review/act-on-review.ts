import { type EntityManager, In } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Store } from '../../connection/store.ts';
import { type ReviewAction, reviewActionTable } from '../../tables/review-action.ts';
import { type ReviewItem, reviewItemTable } from '../../tables/review-item.ts';
import { appendEntry } from '../audit.ts';

export type NewReviewAction = Pick<
  ReviewAction,
  'action' | 'actor' | 'studentId' | 'reason' | 'correctionIds' | 'enrolmentId'
>;

/**
 * Notes what was done about an open item and closes it with those of its group that it stands for: of its kind, and no other
 * suspected attack. Undefined when it is not open any more: somebody else was quicker.
 */
export function claimItem(
  store: Store,
  itemId: string,
  wanted: NewReviewAction,
): Promise<ReviewAction | undefined> {
  return store.write(async (manager) => {
    const item = await holdItem(manager, itemId);
    if (item?.state !== 'open') return undefined;
    const action: ReviewAction = {
      ...wanted,
      id: uuidv7(),
      itemId,
      at: new Date(),
      undoneAt: null,
      undoneBy: null,
    };
    await manager.insert(reviewActionTable, { ...action } as never);
    const state = wanted.action === 'ignore' ? 'ignored' : 'done';
    const { unknownGroupId, kind } = item;
    const isAlone = unknownGroupId === null || kind === 'spoof-suspected';
    const whole = isAlone ? { id: itemId } : { unknownGroupId, kind };
    await manager.update(reviewItemTable, { ...whole, state: 'open' }, { state, actionId: action.id });
    await audit(manager, item, action, `review.${wanted.action}`);
    return action;
  });
}

/** Opens again what the action closed. Undefined when it was undone before, or the item has another action now. */
export function releaseItem(
  store: Store,
  actionId: string,
  actor: string,
): Promise<ReviewAction | undefined> {
  return store.write(async (manager) => {
    const found = await manager.findOneBy(reviewActionTable, { id: actionId });
    const item = found && (await holdItem(manager, found.itemId));
    // Read again: who held the item before may have undone it.
    const action = item && (await manager.findOneBy(reviewActionTable, { id: actionId }));
    if (!action || action.undoneAt !== null || item.actionId !== actionId) return undefined;
    const undone = { undoneAt: new Date(), undoneBy: actor };
    await manager.update(reviewActionTable, { id: actionId }, undone);
    await manager.update(
      reviewItemTable,
      { actionId, state: In(['done', 'ignored']) },
      { state: 'open', actionId: null },
    );
    await audit(manager, item, { ...action, actor }, 'review.undo');
    return { ...action, ...undone };
  });
}

async function holdItem(manager: EntityManager, id: string): Promise<ReviewItem | undefined> {
  await manager.query('SELECT id FROM review_items WHERE id = ? FOR UPDATE', [id]);
  return (await manager.findOneBy(reviewItemTable, { id })) ?? undefined;
}

async function audit(
  manager: EntityManager,
  { id, sessionId, kind }: ReviewItem,
  { id: actionId, actor, studentId }: ReviewAction,
  action: string,
): Promise<void> {
  await appendEntry(manager, {
    actor,
    action,
    subjectType: 'review-item',
    subjectId: id,
    details: { sessionId, kind, actionId, studentId },
  });
}
