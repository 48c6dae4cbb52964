import { MissingReference, type ReviewAction, type ReviewActionKind, type ReviewHead } from '@hadir/db';
import { type Actor, AppError, type Log } from '@hadir/platform';
import { tellWaiting } from '../disputes/open-dispute.ts';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { carryOut } from './carry-out.ts';
import { ownReview } from './read-reviews.ts';
import { takeBack } from './undo-review.ts';

export type ReviewDeps = Pick<
  ApiDeps,
  'database' | 'objects' | 'announce' | 'learnQueue' | 'enrolQueue' | 'live'
>;
export type Request = { readonly actor: Actor; readonly log: Log };

/** What is to be done about an item. */
export type Wanted = {
  readonly action: ReviewActionKind;
  readonly reason: string;
  readonly studentId?: string | undefined;
  readonly addTemplate?: boolean | undefined;
  readonly allowLookAlike?: boolean | undefined;
  readonly mark?: boolean | undefined;
};

/**
 * Does something about an open item and everything that it stands for. What was done is noted last: if somebody was quicker, it is
 * taken back and nothing has changed.
 */
export async function actOnReview(
  deps: ReviewDeps,
  id: string,
  wanted: Wanted,
  request: Request,
): Promise<ReviewAction> {
  const { database } = deps;
  const item = await ownReview(deps, request.actor, id);
  requireOpen(item);
  const done = await carryOut(deps, item, wanted, request).catch((error: unknown) => refuse(error));
  const { action, reason } = wanted;
  const noted = { action, reason, actor: actorName(request.actor), ...done };
  const made = await database.reviews.act(id, noted).catch(async (error: unknown) => {
    await takeBack(deps, done, request);
    throw error;
  });
  if (!made) {
    await takeBack(deps, done, request);
    throw notOpen();
  }
  await tellWaiting(deps, item.sessionId);
  return made;
}

function requireOpen({ kind, state, disputeId }: ReviewHead): void {
  if (kind === 'dispute') {
    const fix = `POST /v1/disputes/${disputeId}/answer`;
    throw new AppError('conflict', `a dispute is answered: ${fix}`, { reason: 'is-dispute' });
  }
  if (state !== 'open') throw notOpen();
}

function notOpen(): AppError {
  return new AppError('conflict', 'this item is not open any more; undo what was done about it first', {
    reason: 'not-open',
  });
}

function refuse(error: unknown): never {
  if (!(error instanceof MissingReference) || error.field !== 'studentId') throw error;
  const message = 'studentId: not on the roster of this session; add the student to the roster first';
  throw new AppError('unprocessable', message, { field: 'studentId', reason: 'not-on-roster' });
}
