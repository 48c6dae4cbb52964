import type { Frame } from '@hadir/contracts';
import type { Database } from '@hadir/db';
import { appendLive, type Log, type Redis } from '@hadir/platform';
import type { DecidedFace } from './decided-face.ts';
import { presentationsBegun } from './track-presentation.ts';

type Deps = {
  readonly redis: Redis;
  readonly reviews: Pick<Database['reviews'], 'counts'>;
  readonly log: Log;
};

export type TellReviews = (
  frame: Pick<Frame, 'frameId'>,
  sessionId: string,
  seen: readonly Pick<DecidedFace, 'identification' | 'presence'>[],
) => Promise<void>;

/**
 * Tells the pages that watch how much waits in the session's inbox when a frame begins a presentation of somebody unknown. Never
 * throws: a page that missed it reads it again.
 */
export function createTellReviews({ redis, reviews, log }: Deps): TellReviews {
  return async (frame, sessionId, seen) => {
    const unknown = seen.filter(({ identification: { reason } }) => reason !== 'match');
    if (unknown.length === 0 || presentationsBegun(frame, seen) === 0) return;
    try {
      const counts = await reviews.counts({ state: 'open', sessionId });
      const waiting = Object.values(counts).reduce((sum, count) => sum + count, 0);
      await appendLive(redis, { type: 'review', sessionId, waiting });
    } catch (error) {
      log.warn('live event not published', { type: 'review', error });
    }
  };
}
