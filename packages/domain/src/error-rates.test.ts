import { describe, expect, it, test } from 'vitest';
import {
  detPoints,
  falsePositiveRate,
  identificationRate,
  rank1,
  thresholdAtFpir,
  wilsonInterval,
} from './error-rates.ts';

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
  expect(falsePositiveRate(scores, thresholdAtFpir(scores, 0.01))).toBe(0.01);
  expect(thresholdAtFpir(scores, 0)).toBe(199);
});

it('when DIR is asked, then only right ones above the threshold count', () => {
  expect(identificationRate(known, 5)).toBe(0.25);
  expect(identificationRate(known, 4.9)).toBe(0.5);
  expect(identificationRate([], 1)).toBe(0);
});

describe('detPoints', () => {
  it('when strangers scored 7 and 4, then there is a point at each and one that accepts every face found', () => {
    expect(detPoints(known, [4, 7, MISSED])).toEqual([
      { threshold: 7, fpir: 0, fnir: 0.75 },
      { threshold: 4, fpir: 1 / 3, fnir: 0.5 },
      { threshold: MISSED, fpir: 2 / 3, fnir: 0.5 },
    ]);
  });

  it('when each point is asked again, then the rates agree', () => {
    const strangers = [1, 2, 2, 6, 8.5];
    for (const { threshold, fpir, fnir } of detPoints(known, strangers)) {
      expect(falsePositiveRate(strangers, threshold)).toBeCloseTo(fpir);
      expect(1 - identificationRate(known, threshold)).toBeCloseTo(fnir);
    }
  });
});

describe('wilsonInterval', () => {
  // Worked examples: Newcombe (1998), Statistics in Medicine 17, table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('when %i of %i succeed, then it is from %f to %f', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  it('when nothing was tried, then nothing is known', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 });
  });
});
