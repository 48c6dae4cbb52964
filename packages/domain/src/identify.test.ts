import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Candidate, identify } from './identify.ts';

const rule = { threshold: 0.5, margin: 0.1 };
const of = (scores: Record<string, number>): Candidate[] =>
  Object.entries(scores).map(([personId, score]) => ({ personId, score }));

const anyFaces = fc.array(
  fc.uniqueArray(
    fc.record({
      personId: fc.constantFrom('ada', 'budi', 'citra', 'dewi'),
      score: fc.double({ min: -2, max: 2, noNaN: true }),
    }),
    { selector: ({ personId }) => personId, maxLength: 4 },
  ),
  { maxLength: 6 },
);

test('when one person leads above the threshold, then the face is a match', () => {
  expect(identify([of({ ada: 0.4, budi: 0.9 })], rule)).toEqual([
    {
      personId: 'budi',
      reason: 'match',
      candidate: { personId: 'budi', score: 0.9 },
      runnerUp: { personId: 'ada', score: 0.4 },
      margin: 0.5,
    },
  ]);
});

test('when a score equals the threshold, then it counts', () => {
  expect(identify([of({ ada: 0.5 })], rule)[0]?.reason).toBe('match');
});

test('when the best is below the threshold, then the face is unknown and keeps its candidate', () => {
  expect(identify([of({ ada: 0.49 })], rule)[0]).toMatchObject({
    personId: null,
    reason: 'below-threshold',
    candidate: { personId: 'ada' },
    runnerUp: null,
    margin: null,
  });
});

test('when two people are about as alike, then the face is ambiguous', () => {
  expect(identify([of({ ada: 0.9, budi: 0.85 })], rule)[0]).toMatchObject({
    personId: null,
    reason: 'ambiguous',
  });
});

test('when nobody is enrolled, then every face is below the threshold', () => {
  expect(identify([[], []], rule).map(({ reason }) => reason)).toEqual([
    'below-threshold',
    'below-threshold',
  ]);
});

test('when two faces match one person, then the more alike keeps the match and the other is ambiguous', () => {
  const [first, second] = identify([of({ ada: 0.7, budi: 0.2 }), of({ ada: 0.9 })], rule);
  expect(first).toMatchObject({ personId: null, reason: 'ambiguous', candidate: { personId: 'ada' } });
  expect(second).toMatchObject({ personId: 'ada', reason: 'match' });
});

test('when two faces match one person equally, then the first keeps the match', () => {
  const result = identify([of({ ada: 0.9 }), of({ ada: 0.9 })], rule);
  expect(result.map(({ personId }) => personId)).toEqual(['ada', null]);
});

test('when an engine gives no number, then there is no match', () => {
  expect(identify([of({ ada: Number.NaN })], rule)[0]?.personId).toBeNull();
});

test('when any frame is decided, then a person matches at most one face, with score and lead as the rule asks', () => {
  fc.assert(
    fc.property(anyFaces, (faces) => {
      const result = identify(faces, rule);
      const matches = result.filter(({ personId }) => personId !== null);
      expect(result).toHaveLength(faces.length);
      expect(new Set(matches.map(({ personId }) => personId)).size).toBe(matches.length);
      for (const { reason, candidate, margin } of matches) {
        expect(reason).toBe('match');
        expect(candidate?.score).toBeGreaterThanOrEqual(rule.threshold);
        expect(margin ?? rule.margin).toBeGreaterThanOrEqual(rule.margin);
      }
    }),
  );
});

test('when the candidates come in another order, then the decision is the same', () => {
  fc.assert(
    fc.property(anyFaces, (faces) => {
      const scores = faces.flat().map(({ score }) => score);
      fc.pre(new Set(scores).size === scores.length);
      const reversed = faces.map((candidates) => candidates.toReversed());
      expect(identify(reversed, rule)).toEqual(identify(faces, rule));
    }),
  );
});

test('when the threshold rises, then nobody new is matched', () => {
  fc.assert(
    fc.property(anyFaces, fc.double({ min: 0, max: 1, noNaN: true }), (faces, rise) => {
      const people = (threshold: number): Set<string | null> =>
        new Set(identify(faces, { ...rule, threshold }).map(({ personId }) => personId));
      const before = people(rule.threshold);
      for (const personId of people(rule.threshold + rise)) {
        expect(personId === null || before.has(personId)).toBe(true);
      }
    }),
  );
});
