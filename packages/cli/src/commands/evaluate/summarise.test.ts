import type { Trial, TrialRun } from '@hadir/vision';
import { expect, it } from 'vitest';
import { summarise } from './summarise.ts';

const cpuMs = { decode: 1, detect: 2, describe: 3, search: 4 };
const shipped = { threshold: 0.5, margin: 0.1 };

function trial(
  personId: string | undefined,
  scores: Record<string, number>,
  more: Partial<Trial> = {},
): Trial {
  const candidates = Object.entries(scores).map(([person, score]) => ({
    personId: person,
    score,
    parts: {},
  }));
  return {
    file: `${personId}.jpg`,
    personId,
    foundPx: 80,
    shownPx: null,
    candidates,
    agreement: null,
    ...more,
  };
}

function run(trials: readonly Trial[], more: Partial<TrialRun> = {}): TrialRun {
  return {
    ...{ engine: 'fused', modelVersion: 'f', condition: 'clean', enrolMisses: 0, halves: null, cpuMs },
    trials,
    ...more,
  };
}

const people = ['ada', 'budi'].map((personId) => ({
  personId,
  enrol: [`${personId}-1.jpg`, `${personId}-2.jpg`],
}));
const trials = [
  trial('ada', { ada: 0.9, budi: 0.1 }, { agreement: 'agree' }),
  trial('ada', { ada: 0.8, budi: 0.2 }, { agreement: 'disagree' }),
  trial('budi', { ada: 0.7, budi: 0.1 }, { agreement: 'disagree' }),
  trial('budi', {}, { foundPx: null }),
  trial(undefined, { ada: 0.6, budi: 0.1 }, { agreement: 'disagree' }),
  trial(undefined, { budi: 0.3 }, { agreement: 'silent' }),
];

it('when probes were missed or confused, then each counts as what it is', () => {
  const report = summarise({ people, runs: [run(trials)] }, () => shipped);
  expect(report).toMatchObject({
    enrolled: { people: 2, photos: 4, missed: 0 },
    known: { probes: 4, missed: 1 },
    strangers: { probes: 2, missed: 0 },
    rank1: 0.5,
    carried: null,
    halves: null,
  });
  expect(report.operatingPoints[0]).toMatchObject({
    ...{ at: 'FPIR 1 %', threshold: 0.6, dir: 0.5, fpir: 0, wrong: 1, strangersAccepted: 0 },
    agreement: { rightRefused: 1, wrongStopped: 1, strangersStopped: 0, dir: 0.25 },
  });
  expect(report.shipped).toMatchObject({ dir: 0.25, wrong: 0, strangersAccepted: 0 });
  expect(report.confusions.map(({ kind, candidate, score }) => [kind, candidate, score])).toEqual([
    ['stranger', 'ada', 0.6],
    ['stranger', 'budi', 0.3],
    ['wrong-person', 'ada', 0.7],
    ['hardly-known', null, null],
    ['hardly-known', 'ada', 0.8],
    ['hardly-known', 'ada', 0.9],
  ]);
});

it('when there are several conditions, then the later ones are also told at the thresholds of the first', () => {
  const small = trials.map((each) => ({ ...each, foundPx: each.foundPx && 40, shownPx: 40 }));
  const report = summarise({ people, runs: [run(trials), run(small, { condition: '40' })] }, () => shipped);
  expect(report.runs[1]?.carried?.[0]).toMatchObject({ at: 'FPIR 1 %', threshold: 0.6, dir: 0.5 });
  const [sizes] = report.sizes;
  expect(sizes?.bins.map(({ fromPx, known, strangers }) => [fromPx, known, strangers])).toEqual([
    [0, 4, 2],
    [70, 3, 2],
  ]);
});

it('when halves were searched, then each is told at the thresholds of the other', () => {
  const halves = [
    trials.slice(0, 2).concat(trials.slice(4, 5)),
    trials.slice(2, 4).concat(trials.slice(5)),
  ] as const;
  const report = summarise({ people, runs: [run(trials, { halves })] }, () => shipped);
  expect(
    report.halves?.map(({ chosenOn, points: [point] }) => [chosenOn, point?.threshold, point?.dir]),
  ).toEqual([
    ['first', 0.6, 0],
    ['second', 0.3, 1],
  ]);
});

it('when engines are alike, then their difference is nothing and its interval is too', () => {
  const report = summarise({ people, runs: [run(trials), run(trials, { engine: 'deep' })] }, () => shipped);
  expect(report.comparisons[0]).toEqual({
    ...{ condition: 'clean', engine: 'fused', against: 'deep', at: 'FPIR 1 %', difference: 0 },
    interval: { low: 0, high: 0 },
  });
});
