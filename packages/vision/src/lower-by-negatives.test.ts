import { expect, it } from 'vitest';
import { lowerByNegatives } from './lower-by-negatives.ts';

const MARGIN = 0.08;

it('when no face is known not to be the person, then the score stays', () => {
  expect(lowerByNegatives(0.6, undefined, MARGIN)).toBe(0.6);
});

it('when the person leads the negative by the margin, then the score stays', () => {
  expect(lowerByNegatives(0.6, 0.5, MARGIN)).toBe(0.6);
});

it('when the probe is as close to the negative as to the person, then the score falls by three margins', () => {
  expect(lowerByNegatives(0.6, 0.6, MARGIN)).toBeCloseTo(0.36);
});

it('when the negative is nearer, then the score falls further', () => {
  expect(lowerByNegatives(0.6, 0.9, MARGIN)).toBeLessThan(lowerByNegatives(0.6, 0.7, MARGIN));
});
