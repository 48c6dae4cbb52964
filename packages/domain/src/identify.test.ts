import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identify, type Probe, pairKey } from './identify.ts';

const rule = { threshold: 0.5, margin: 0.1 };
const of = (scores: Record<string, number>, found: Omit<Probe, 'candidates'> = {}): Probe => ({
  ...found,
  candidates: Object.entries(scores).map(([personId, score]) => ({ personId, score })),
});
const reasons = (probe: Probe, more = {}) =>
  identify([probe], { ...rule, ...more }).map(({ reason }) => reason)[0];

const anyFaces = fc.array(
  fc.record({
    candidates: fc.uniqueArray(
      fc.record({
        personId: fc.constantFrom('ada', 'budi', 'citra', 'dewi'),
        score: fc.double({ min: -2, max: 2, noNaN: true }),
      }),
      { selector: ({ personId }) => personId, maxLength: 4 },
    ),
    agreement: fc.constantFrom('agree', 'silent', 'disagree', null),
    quality: fc.constantFrom(0.05, 0.5, 1),
    liveness: fc.constantFrom('live', 'undecided', 'suspected', null),
  }),
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
      requiredMargin: 0.1,
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
  expect(identify([of({}), of({})], rule).map(({ reason }) => reason)).toEqual([
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

describe('reasons', () => {
  const alike = { lookAlikes: new Set([pairKey('budi', 'ada')]), lookAlikeMargin: 0.3 };

  test('when the engines name different people, then nobody is matched', () => {
    expect(reasons(of({ ada: 0.9 }, { agreement: 'disagree' }))).toBe('engines-disagree');
  });

  test.each(['agree', 'silent', null] as const)(
    'when the engines are %s, then the match stands',
    (agreement) => {
      expect(reasons(of({ ada: 0.9 }, { agreement }))).toBe('match');
    },
  );

  test('when the face is too poor, then that is told whatever it scored', () => {
    const poor = { quality: 0.09 };
    expect(reasons(of({ ada: 0.9 }, poor), { minQuality: 0.1 })).toBe('poor-quality');
    expect(reasons(of({}, poor), { minQuality: 0.1 })).toBe('poor-quality');
    expect(reasons(of({ ada: 0.9 }, { quality: 0.1 }), { minQuality: 0.1 })).toBe('match');
    expect(reasons(of({ ada: 0.9 }, { quality: Number.NaN }), { minQuality: 0.1 })).toBe('poor-quality');
  });

  test('when a living face is asked for, then only a suspected one is refused', () => {
    expect(reasons(of({ ada: 0.9 }, { liveness: 'suspected' }))).toBe('spoof-suspected');
    expect(reasons(of({ ada: 0.9 }, { liveness: 'undecided' }))).toBe('match');
    expect(reasons(of({ ada: 0.9 }, { liveness: 'live' }))).toBe('match');
  });

  test('when two people look alike, then the one must lead the other by more', () => {
    const face = of({ ada: 0.9, budi: 0.7 });
    expect(identify([face], rule)[0]).toMatchObject({ reason: 'match', requiredMargin: 0.1 });
    expect(identify([face], { ...rule, ...alike })[0]).toMatchObject({
      reason: 'ambiguous',
      requiredMargin: 0.3,
    });
    expect(reasons(of({ ada: 0.9, budi: 0.6 }), alike)).toBe('match');
  });

  test('when a look-alike comes third, then it is the runner-up that decides', () => {
    const [face] = identify([of({ ada: 0.9, citra: 0.75, budi: 0.7 })], { ...rule, ...alike });
    expect(face).toMatchObject({ reason: 'ambiguous', runnerUp: { personId: 'budi' }, requiredMargin: 0.3 });
  });

  test('when the margin for look-alikes is the smaller one, then the usual one holds', () => {
    expect(reasons(of({ ada: 0.9, budi: 0.85 }), { ...alike, lookAlikeMargin: 0.01 })).toBe('ambiguous');
  });

  test('when several reasons hold, then the first in their order is told', () => {
    const all = { agreement: 'disagree', quality: 0.05, liveness: 'suspected' } as const;
    const strict = { minQuality: 0.1 };
    expect(reasons(of({ ada: 0.2, budi: 0.2 }, all), strict)).toBe('poor-quality');
    expect(reasons(of({ ada: 0.2, budi: 0.2 }, all))).toBe('below-threshold');
    expect(reasons(of({ ada: 0.9, budi: 0.9 }, all))).toBe('engines-disagree');
    expect(reasons(of({ ada: 0.9, budi: 0.9 }, { ...all, agreement: 'agree' }))).toBe('ambiguous');
    expect(reasons(of({ ada: 0.9 }, { ...all, agreement: 'agree' }))).toBe('spoof-suspected');
  });

  test('when a spoof and a living face match one person, then the living one is the match', () => {
    const result = identify([of({ ada: 0.95 }, { liveness: 'suspected' }), of({ ada: 0.7 })], rule);
    expect(result.map(({ reason }) => reason)).toEqual(['spoof-suspected', 'match']);
  });
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
      const scores = faces.flatMap(({ candidates }) => candidates.map(({ score }) => score));
      fc.pre(new Set(scores).size === scores.length);
      const reversed = faces.map((face) => ({ ...face, candidates: face.candidates.toReversed() }));
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
