import { defaultLivenessRule } from '@hadir/domain';
import type { PresentationRun } from '@hadir/vision';
import { expect, test } from 'vitest';
import { reportLiveness } from './liveness-report.ts';
import { livenessText } from './liveness-text.ts';

type Sample = PresentationRun['samples'][number];

const sample = (atMs: number, change: Partial<Sample>): Sample => ({
  atMs,
  box: { x: 200, y: 100, width: 120, height: 120 },
  landmarks: { leftEye: { x: 235, y: 145 }, rightEye: { x: 285, y: 145 } },
  eyesClosed: 0.01,
  live: null,
  sharpness: 20,
  surround: null,
  screen: { border: 0, moire: 0 },
  ...change,
});

function run(
  kind: PresentationRun['kind'],
  type: string,
  change: (at: number) => Partial<Sample>,
): PresentationRun {
  const samples = [0, 1, 2, 3, 4, 5].map((at) => sample(at * 110, change(at)));
  return { kind, type, name: 'ada', simulated: kind !== 'photo', frames: 6, samples };
}

const blinks = (at: number) => ({ eyesClosed: at === 3 ? 0.95 : 0.01 });
const runs = [
  run('genuine', 'recorded', blinks),
  run('genuine', 'recorded', () => ({})),
  run('attack', 'print', () => ({ screen: { border: 1, moire: 1 }, live: 0.1 })),
  run('attack', 'print', () => ({ live: 0.9 })),
  run('attack', 'video', blinks),
  { ...run('photo', 'as photographed', () => ({ live: 0.8 })), frames: 1 },
];

test('when presentations are reported, then APCER and BPCER count those that were judged wrongly, with intervals', () => {
  const { genuine, attacks, network } = reportLiveness(runs, defaultLivenessRule);
  expect(genuine).toMatchObject([
    { type: 'recorded', presentations: 2, live: 1, undecided: 1, bpcer: { value: 0.5 } },
  ]);
  expect(genuine[0]?.bpcer.interval.low).toBeCloseTo(0.095, 2);
  expect(attacks).toMatchObject([
    { type: 'print', presentations: 2, suspected: 1, apcer: { value: 0 }, notSuspected: { value: 0.5 } },
    { type: 'video', presentations: 1, live: 1, apcer: { value: 1 }, cues: { blink: { live: 1, spoof: 0 } } },
  ]);
  expect(network.map(({ type, accepted }) => [type, accepted.value])).toEqual([
    ['as photographed', 1],
    ['print', 0.5],
  ]);
});

test('when they are shown, then there is a line for each type and a word on what was drawn', () => {
  const text = livenessText(reportLiveness(runs, defaultLivenessRule), Number.POSITIVE_INFINITY);
  expect(text).toMatch(/^video \(drawn\) +1 +1 .*100\.0 % \(20\.7 %–100\.0 %\)/m);
  expect(text).toMatch(/simulated from photos/);
});

test('when there is nothing, then nothing is reported', () => {
  const report = reportLiveness([], defaultLivenessRule);
  expect(report).toEqual({ genuine: [], attacks: [], network: [] });
  expect(livenessText(report, 80)).toBe('');
});
