import { expect, it } from 'vitest';
import { compareMarks, type KeptSighting } from './replay-marks.ts';

const confirmRule = { sightings: 3, windowMs: 10_000 };
const rule = (threshold: number) => ({ threshold, margin: 0.1 });

function stay(candidateId: string, score: number, change: Partial<KeptSighting> = {}): KeptSighting[] {
  return [0, 1, 2].map((second) => ({
    ...{ sessionId: 's1', candidateId, score, margin: 0.3, requiredMargin: 0.1 },
    ...{ agreement: 'agree', quality: 0.8, reason: 'match', atMs: second * 1000 },
    ...change,
  }));
}

const sightings = [...stay('ada', 0.9), ...stay('budi', 0.6), ...stay('citra', 0.4)];

it('when the threshold is raised, then marks between both are lost, and lowered they are gained', () => {
  expect(compareMarks(sightings, rule(0.5), rule(0.7), confirmRule)).toEqual({
    lost: [{ sessionId: 's1', personId: 'budi' }],
    gained: [],
  });
  expect(compareMarks(sightings, rule(0.5), rule(0.3), confirmRule)).toEqual({
    lost: [],
    gained: [{ sessionId: 's1', personId: 'citra' }],
  });
});

it.each([
  ['one frame is missing', stay('citra', 0.4).slice(1)],
  ['they are too far apart in time', stay('citra', 0.4).map((each, at) => ({ ...each, atMs: at * 20_000 }))],
  ['another person is as close', stay('citra', 0.4, { margin: 0.05 })],
  ['look-alikes had to be told apart', stay('citra', 0.4, { requiredMargin: 0.5 })],
  ['the engines contradict each other', stay('citra', 0.4, { agreement: 'disagree' })],
  ['the faces are poor', stay('citra', 0.4, { reason: 'poor-quality' })],
])('when %s, then no threshold makes it a mark', (_, seen) => {
  expect(compareMarks(seen, rule(0.5), rule(0.1), confirmRule)).toEqual({ lost: [], gained: [] });
});
