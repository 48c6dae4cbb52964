import { expect, it } from 'vitest';
import { tallyVotes } from './tally-votes.ts';

it('when a person has several near features, then only the nearest gives a vote, measured from the background', () => {
  // One probe feature; its nearest rows belong to persons 0, 0, 1 and, as the background, 2. Distances are squared.
  const neighbours = { indices: Int32Array.of(0, 1, 2, 3), distances: Float32Array.of(1, 4, 9, 16) };
  const tallies = tallyVotes(neighbours, 4, Uint32Array.of(0, 0, 1, 2), 3);
  expect(tallies).toEqual([
    { sum: 3, squares: 9 },
    { sum: 1, squares: 1 },
    { sum: 0, squares: 0 },
  ]);
});

it('when there are several probe features, then their votes add up', () => {
  const neighbours = { indices: Int32Array.of(0, 1, 0, 1), distances: Float32Array.of(0, 4, 1, 4) };
  expect(tallyVotes(neighbours, 2, Uint32Array.of(0, 1), 2)[0]).toEqual({ sum: 3, squares: 5 });
});
