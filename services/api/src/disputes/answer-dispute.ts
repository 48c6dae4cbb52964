import { type Database, type Dispute, MissingReference } from '@hadir/db';
import { type Actor, AppError } from '@hadir/platform';
import { tellRecord } from '../attendance/change-status.ts';
import { actorName } from '../shared/audited.ts';
import type { ApiDeps } from '../shared/deps.ts';
import { found } from '../shared/found.ts';
import { ownSession } from '../shared/own-session.ts';
import type { DisputeAnswerBody } from './dispute-schemas.ts';
import { tellWaiting } from './open-dispute.ts';

export type AnswerDisputeDeps = {
  readonly database: Pick<Database, 'disputes' | 'sessions' | 'courseLecturers' | 'reviews'>;
  readonly live: ApiDeps['live'];
};

/** The dispute; throws AppError 'forbidden' for a lecturer of other courses. */
export async function ownDispute(
  deps: Pick<AnswerDisputeDeps, 'database'>,
  actor: Actor,
  id: string,
): Promise<Dispute> {
  const dispute = found(await deps.database.disputes.find(id), 'dispute');
  await ownSession(deps, actor, dispute.sessionId);
  return dispute;
}

/** Accepts the dispute, which changes the record, or declines it; once. */
export async function answerDispute(
  deps: AnswerDisputeDeps,
  id: string,
  body: DisputeAnswerBody,
  actor: Actor,
): Promise<Dispute> {
  const { sessionId } = await ownDispute(deps, actor, id);
  const answer = { ...body, actor: actorName(actor) };
  const answered = found(
    await deps.database.disputes.answer(id, answer).catch((error: unknown) => refuse(error)),
    'dispute',
  );
  if (answered === false) {
    throw new AppError('conflict', 'this dispute was answered already', { reason: 'answered' });
  }
  if (answered.mark?.change) await tellRecord(deps, answered.mark.record);
  await tellWaiting(deps, sessionId);
  return answered.dispute;
}

function refuse(error: unknown): never {
  if (!(error instanceof MissingReference)) throw error;
  const message = 'the student is not on the roster any more; put them back first, or decline';
  throw new AppError('unprocessable', message, { reason: 'not-on-roster' });
}
