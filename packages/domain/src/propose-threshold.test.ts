import { expect, it } from 'vitest';
import {
  type LabelledPresentation,
  labelsNeeded,
  proposeThreshold,
  ratesAtThreshold,
} from './propose-threshold.ts';

/** 20 people of five presentations each, scores .50 to .99, and impostors of scores 0 to .599. */
const genuine = Array.from({ length: 100 }, (_, at): LabelledPresentation => {
  return { personId: `p${at % 20}`, score: 0.5 + (at % 50) / 100, label: 'genuine' };
});
const impostors = Array.from({ length: 300 }, (_, at): LabelledPresentation => {
  return { personId: `p${at % 20}`, score: (at * 2) / 1000, label: 'impostor' };
});
const target = { targetFpir: 0.01, least: 0.2 };

it('when the rate is 1 in 100, then 300 impostors are needed, for none of them bounds it', () => {
  expect(labelsNeeded(0.01)).toEqual({ genuine: 100, people: 20, impostors: 300 });
  expect(labelsNeeded(0.001).impostors).toBe(3000);
});

it('when there are enough labels, then the threshold is put where 3 of 300 impostors pass', () => {
  const result = proposeThreshold([...genuine, ...impostors], target);
  if (result.kind !== 'proposal') throw new Error('no proposal');
  const { proposed, interval } = result;
  expect(proposed.threshold).toBeCloseTo(0.592);
  expect(proposed.fpir).toBe(0.01);
  expect(proposed.fpirInterval.low).toBeCloseTo(0.0034, 4);
  expect(proposed.fpirInterval.high).toBeCloseTo(0.029, 3);
  expect(proposed.dir).toBe(0.8);
  expect(interval.low).toBeLessThanOrEqual(0.592);
  expect(interval.high).toBeGreaterThanOrEqual(0.592);
  expect(interval.high - interval.low).toBeLessThan(0.02);
});

it('when impostors score nothing, then the least threshold holds', () => {
  const low = impostors.map((each) => ({ ...each, score: 0.01 }));
  expect(proposeThreshold([...genuine, ...low], target)).toMatchObject({
    proposed: { threshold: 0.2, fpir: 0 },
  });
});

it('when labels are wanting, then it says how many there are and how many it takes', () => {
  expect(proposeThreshold([...genuine, ...impostors.slice(1)], target)).toEqual({
    kind: 'too-few',
    have: { genuine: 100, people: 20, impostors: 299 },
    need: { genuine: 100, people: 20, impostors: 300 },
  });
  const ofFew = genuine.map((each) => ({ ...each, personId: 'p1' }));
  expect(proposeThreshold([...ofFew, ...impostors], target).kind).toBe('too-few');
});

it('when a threshold is tried, then its rates are those of the labels', () => {
  expect(ratesAtThreshold([...genuine, ...impostors], 0.499)).toMatchObject({ dir: 1, fpir: 50 / 300 });
  expect(ratesAtThreshold([], 0.5)).toMatchObject({ dir: 0, fpir: 0, fpirInterval: { low: 0, high: 1 } });
});
