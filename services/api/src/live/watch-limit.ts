import { AppError } from '@hadir/platform';

/** Streams of one process: each holds a socket, and at worst what its page has not read. */
const MOST_OF_PROCESS = 500;
/** Streams of one user or key at one process: pages that a person may well have open. */
const MOST_OF_ACTOR = 20;
const RETRY_AFTER_SECONDS = 30;

export type WatchLimit = { enter(actor: string): () => void };

/** Counts who watches. `enter` throws `AppError` 'too-many-requests' or 'unavailable'; what it answers lets the place go, once. */
export function createWatchLimit({ ofProcess = MOST_OF_PROCESS, ofActor = MOST_OF_ACTOR } = {}): WatchLimit {
  const byActor = new Map<string, number>();
  let all = 0;
  const change = (actor: string, by: 1 | -1): void => {
    all += by;
    const count = (byActor.get(actor) ?? 0) + by;
    if (count > 0) byActor.set(actor, count);
    else byActor.delete(actor);
  };
  return {
    enter(actor) {
      if ((byActor.get(actor) ?? 0) >= ofActor) {
        const message = `at most ${ofActor} pages of one user or key watch at a time; close one`;
        throw new AppError('too-many-requests', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      if (all >= ofProcess) {
        const message = 'too many pages watch through this server; try again';
        throw new AppError('unavailable', message, { retryAfterSeconds: RETRY_AFTER_SECONDS });
      }
      change(actor, 1);
      let isIn = true;
      return () => {
        if (isIn) change(actor, -1);
        isIn = false;
      };
    },
  };
}
