import { describe, expect, it } from 'vitest';
import { normaliseScores } from './normalise-scores.ts';

const FEATURES = 100;
/** A person whose features' votes have this mean, with a standard deviation of 0.1. */
const person = (mean: number) => ({ sum: mean * FEATURES, squares: (mean ** 2 + 0.01) * FEATURES });

describe('scores of a probe', () => {
  it('when one person stands out, then they score by far the highest and the others about 0', () => {
    const [first, ...others] = normaliseScores(
      [person(0.3), person(0.1), person(0.11), person(0.09)],
      FEATURES,
    );
    expect(first).toBeGreaterThan(5);
    for (const other of others) expect(Math.abs(other)).toBeLessThan(3);
  });

  it('when all votes are scaled alike, as light or blur would, then the scores stay', () => {
    const votes = [person(0.3), person(0.1), person(0.12)];
    const scaled = votes.map(({ sum, squares }) => ({ sum: sum * 3, squares: squares * 9 }));
    const before = normaliseScores(votes, FEATURES);
    for (const [at, score] of normaliseScores(scaled, FEATURES).entries())
      expect(score).toBeCloseTo(before[at] ?? 0);
  });

  it('when two others happen to be equal, then a small lead is not taken for a certain one', () => {
    const [first] = normaliseScores([person(0.12), person(0.1), person(0.1)], FEATURES);
    expect(first).toBeLessThan(2);
  });

  it('when there is nobody to compare with, then nobody stands out', () => {
    expect(normaliseScores([person(0.5)], FEATURES)).toEqual([0]);
    expect(normaliseScores([], FEATURES)).toEqual([]);
  });
});
