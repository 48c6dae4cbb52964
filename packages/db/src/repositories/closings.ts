import type { Store } from '../connection/store.ts';
import { type Closing, closeSession } from './closing/close-session.ts';
import { type DueRequest, dueSessions } from './closing/due-sessions.ts';
import { type Reopening, reopenSession } from './closing/reopen-session.ts';

export type Closings = ReturnType<typeof createClosings>;

/** Closes sessions and opens them again. */
export function createClosings(store: Store) {
  return {
    due: (request: DueRequest) => dueSessions(store, request),
    close: (closing: Closing) => closeSession(store, closing),
    reopen: (reopening: Reopening) => reopenSession(store, reopening),
  };
}
