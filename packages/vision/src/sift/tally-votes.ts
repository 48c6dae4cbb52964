import type { Neighbours } from '@hadir/flann-index';

/** What one person got from a probe's features: the sum of the votes, and of their squares. */
export type Tally = { readonly sum: number; readonly squares: number };

/**
 * Local naive Bayes nearest neighbour (McCann and Lowe, CVPR 2012): each feature of the probe gives every person among its `k`
 * nearest features a vote, by how much nearer their nearest one is than the farthest of the `k`, the background.
 */
export function tallyVotes(
  { indices, distances }: Neighbours,
  k: number,
  personOfRow: Uint32Array,
  people: number,
): Tally[] {
  const sums = new Float64Array(people);
  const squares = new Float64Array(people);
  /** The feature that last gave a person a vote: only their nearest one counts. */
  const lastVoter = new Int32Array(people).fill(-1);
  for (let at = 0; at < indices.length; at++) {
    const feature = Math.floor(at / k);
    const person = personOfRow[indices[at] ?? 0] ?? 0;
    if (lastVoter[person] === feature) continue;
    lastVoter[person] = feature;
    const background = Math.sqrt(distances[feature * k + k - 1] ?? 0);
    const vote = background - Math.sqrt(distances[at] ?? 0);
    sums[person] = (sums[person] ?? 0) + vote;
    squares[person] = (squares[person] ?? 0) + vote * vote;
  }
  return Array.from(sums, (sum, person) => ({ sum, squares: squares[person] ?? 0 }));
}
