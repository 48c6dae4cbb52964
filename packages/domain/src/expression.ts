/** What is counted of a session; `eyes-closed` is what can be measured of "tired", and named as that. */
export type ExpressionLabel = 'happy' | 'neutral' | 'eyes-closed';

/** Shares of an expression network, 0 to 1. */
export type ExpressionShares = { readonly happy: number; readonly neutral: number; readonly other: number };

export type ClosedEyesRule = {
  /** The eyes are closed from this share. */
  readonly closedFrom: number;
  /** They stayed closed for so long, ms, ... */
  readonly leastMs: number;
  /** ... over at least so many sightings in a row. */
  readonly minSightings: number;
};

/** A blink takes less than 0.6 s. */
export const defaultClosedEyesRule: ClosedEyesRule = { closedFrom: 0.65, leastMs: 1000, minSightings: 3 };

/** A share below it is no clear answer. */
const CLEAR_SHARE = 0.5;

/** The clear answer of a network, or null. */
export function expressionOf(shares: ExpressionShares | null): 'happy' | 'neutral' | 'other' | null {
  if (!shares) return null;
  if (shares.happy >= CLEAR_SHARE) return 'happy';
  if (shares.neutral >= CLEAR_SHARE) return 'neutral';
  return shares.other >= CLEAR_SHARE ? 'other' : null;
}

/** Whether the eyes stayed closed over several sightings: `samples` of one presentation, in any order. */
export function eyesClosedOver(
  samples: readonly { readonly atMs: number; readonly eyesClosed: number | null }[],
  rule: ClosedEyesRule = defaultClosedEyesRule,
): boolean {
  let run: number[] = [];
  for (const { atMs, eyesClosed } of samples.toSorted((a, b) => a.atMs - b.atMs)) {
    // A frame in which it was not measured neither ends nor lengthens a run.
    if (eyesClosed === null) continue;
    run = eyesClosed >= rule.closedFrom ? [...run, atMs] : [];
    const [first = atMs] = run;
    if (run.length >= rule.minSightings && atMs - first >= rule.leastMs) return true;
  }
  return false;
}

/** The labels that a presentation adds one each to; each is to be counted once a presentation. Nothing of who it was is asked. */
export function countExpression(
  shares: ExpressionShares | null,
  samples: readonly { readonly atMs: number; readonly eyesClosed: number | null }[],
): ExpressionLabel[] {
  const shown = expressionOf(shares);
  const labels: ExpressionLabel[] = shown === 'happy' || shown === 'neutral' ? [shown] : [];
  return eyesClosedOver(samples) ? [...labels, 'eyes-closed'] : labels;
}
