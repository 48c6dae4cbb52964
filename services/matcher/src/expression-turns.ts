/** Whether a presentation's expression is to be looked at in a frame that was taken at `atMs`. Says yes to a frame that is taken again. */
export type ExpressionTurns = (presentationId: string, atMs: number) => boolean;

/** The network takes more than all else that is done of a frame; what somebody shows does not change much sooner. */
const EVERY_MS = 3000;
/** More presentations than are in view at a time; what is forgotten is looked at once too often. */
const MOST_KEPT = 1000;

/** Of this process alone: each of several matchers that share a camera's frames has turns of its own. */
export function createExpressionTurns(): ExpressionTurns {
  const lookedAtMs = new Map<string, number>();
  return (presentationId, atMs) => {
    const last = lookedAtMs.get(presentationId);
    if (last !== undefined && atMs !== last && Math.abs(atMs - last) < EVERY_MS) return false;
    lookedAtMs.delete(presentationId);
    lookedAtMs.set(presentationId, atMs);
    const [oldest] = lookedAtMs.keys();
    if (lookedAtMs.size > MOST_KEPT && oldest !== undefined) lookedAtMs.delete(oldest);
    return true;
  };
}
