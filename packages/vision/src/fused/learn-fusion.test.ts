import { expect, it } from 'vitest';
import type { Trial } from '../evaluate/trials.ts';
import { learnFusion, rescore } from './learn-fusion.ts';

/** Cosines of a genuine pair about 0.6, of others about 0.2; SIFT 4 and 0.5; both waver. */
function trial(number: number, personId: string | undefined): Trial {
  const waver = (step: number): number => ((number * step) % 17) / 17 - 0.5;
  const others = ['x', 'y'].map((other, at) => ({
    personId: other,
    parts: { deep: 0.2 + 0.3 * waver(3 + at), sift: 0.5 + 2 * waver(5 + at) },
  }));
  const own = personId ? [{ personId, parts: { deep: 0.6 + 0.4 * waver(7), sift: 4 + 6 * waver(11) } }] : [];
  return {
    file: `${number}.jpg`,
    personId,
    foundPx: 100,
    shownPx: null,
    candidates: [...others, ...own].map((candidate) => ({ ...candidate, score: candidate.parts.deep })),
    agreement: 'silent',
  };
}

const trials = Array.from({ length: 120 }, (_, at) => trial(at, at % 2 === 0 ? 'a' : undefined));

it('when pairs are learned, then both engines speak for a person and known ones score above strangers', () => {
  const learned = learnFusion(trials);
  expect(learned.pairs).toEqual({ genuine: 60, impostor: 240 });
  expect(learned.weights.deep).toBeGreaterThan(0);
  expect(learned.weights.sift).toBeGreaterThan(0);
  const scored = trials.map((each) => rescore(learned, each));
  const best = (each: Trial): number => each.candidates[0]?.score ?? 0;
  const known = scored.filter(({ personId }) => personId);
  const strangers = scored.filter(({ personId }) => !personId);
  const meanOf = (list: readonly Trial[]): number =>
    list.reduce((sum, each) => sum + best(each), 0) / list.length;
  expect(meanOf(known)).toBeGreaterThan(meanOf(strangers) + 2);
  for (const { candidates } of scored)
    expect(candidates.map(({ score }) => score)).toEqual(
      candidates.map(({ score }) => score).toSorted((a, b) => b - a),
    );
});

it('when the weight of SIFT is given, then only the others are learned', () => {
  expect(learnFusion(trials, 0.25).weights.sift).toBe(0.25);
  expect(learnFusion(trials, 0).weights).toMatchObject({ sift: 0 });
});
