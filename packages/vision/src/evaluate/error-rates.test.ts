import { expect, it } from 'vitest';
import { identificationRate, rank1, thresholdAtFpir } from './error-rates.ts';

const MISSED = Number.NEGATIVE_INFINITY;
const known = [
  { score: 9, correct: true },
  { score: 5, correct: true },
  { score: 8, correct: false },
  { score: MISSED, correct: false },
];

it('when a face was missed or the wrong person came first, then rank-1 counts a failure', () => {
  expect(rank1(known)).toBe(0.5);
});

it('when FPIR allows two of 200 strangers, then the threshold is the third highest score', () => {
  const scores = Array.from({ length: 200 }, (_, at) => at);
  expect(thresholdAtFpir(scores, 0.01)).toBe(197);
  expect(scores.filter((score) => score > thresholdAtFpir(scores, 0.01))).toHaveLength(2);
  expect(thresholdAtFpir(scores, 0)).toBe(199);
});

it('when DIR is asked, then only right ones above the threshold count', () => {
  expect(identificationRate(known, 5)).toBe(0.25);
  expect(identificationRate(known, 4.9)).toBe(0.5);
  expect(identificationRate([], 1)).toBe(0);
});
