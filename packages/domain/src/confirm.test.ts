import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confirm, sightingWeight, type WeighedSighting } from './confirm.ts';

const rule = { sightings: 3, windowMs: 10_000 };
const good = (...times: number[]) => times.map((atMs) => ({ atMs, weight: 1 }));

test('when fewer sightings than asked are near, then nothing is confirmed', () => {
  expect(confirm(good(0, 5_000), 5_000, rule)).toEqual({ confirmed: false, weight: 2 });
});

test('when the window is full to its very end, then it confirms', () => {
  expect(confirm(good(0, 5_000, 10_000), 10_000, rule)).toEqual({
    confirmed: true,
    weight: 3,
    firstSeenMs: 0,
    lastSeenMs: 10_000,
  });
});

test('when the third sighting is a millisecond too late, then nothing is confirmed', () => {
  expect(confirm(good(0, 5_000, 10_001), 10_001, rule)).toEqual({ confirmed: false, weight: 2 });
});

test('when a late frame closes two windows at once, then the times span both', () => {
  expect(confirm(good(0, 5_000, 14_000, 15_000, 7_500), 7_500, rule)).toEqual({
    confirmed: true,
    weight: 4,
    firstSeenMs: 0,
    lastSeenMs: 15_000,
  });
});

test('when a full window does not contain the sighting, then that one stays unconfirmed', () => {
  expect(confirm(good(0, 1, 2, 60_000), 60_000, rule)).toEqual({ confirmed: false, weight: 1 });
});

test('when one sighting is enough, then each confirms itself', () => {
  expect(confirm(good(42), 42, { sightings: 1, windowMs: 0 })).toEqual({
    confirmed: true,
    weight: 1,
    firstSeenMs: 42,
    lastSeenMs: 42,
  });
});

test('when sightings are poor, then it takes more of them', () => {
  const poor = (count: number) => Array.from({ length: count }, (_, at) => ({ atMs: at, weight: 0.25 }));
  expect(confirm(poor(11), 0, rule)).toEqual({ confirmed: false, weight: 2.75 });
  expect(confirm(poor(12), 0, rule)).toEqual({ confirmed: true, weight: 3, firstSeenMs: 0, lastSeenMs: 11 });
  expect(confirm([...good(0, 1), ...poor(3)], 0, rule).confirmed).toBe(false);
  expect(confirm([...good(0, 1), ...poor(4)], 0, rule).confirmed).toBe(true);
});

test('when a face is better, then its sighting never counts for less, nor for more than a whole one', () => {
  expect([1, 0.5, 0.25, 0.1, 0, Number.NaN].map(sightingWeight)).toEqual([1, 1, 0.5, 0.25, 0.25, 0.25]);
  const anyQuality = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(anyQuality, anyQuality, (one, other) => {
      const [worse, better] = [Math.min(one, other), Math.max(one, other)];
      expect(sightingWeight(worse)).toBeLessThanOrEqual(sightingWeight(better));
      expect(sightingWeight(better) * 16).toBe(Math.round(sightingWeight(better) * 16));
    }),
  );
});

test('when any sightings are given, then the answer is that of trying every window', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ atMs: fc.nat(40), weight: fc.constantFrom(0.25, 0.5, 1) }), {
        minLength: 1,
        maxLength: 15,
      }),
      fc.nat(14),
      fc.integer({ min: 1, max: 5 }),
      (seen, pick, sightings) => {
        const at = seen[pick % seen.length]?.atMs ?? 0;
        const given = { sightings, windowMs: 10 };
        const { weight, ...found } = confirm(seen, at, given);
        expect(found).toEqual(byTryingEveryWindow(seen, at, given));
        expect(weight).toBeGreaterThan(0);
      },
    ),
  );
});

function byTryingEveryWindow(all: readonly WeighedSighting[], at: number, given: typeof rule): object {
  const seen: number[] = [];
  for (let opens = at - given.windowMs; opens <= at; opens += 1) {
    const inside = all.filter(({ atMs }) => atMs >= opens && atMs <= opens + given.windowMs);
    const weight = inside.reduce((sum, one) => sum + one.weight, 0);
    if (weight >= given.sightings) seen.push(...inside.map(({ atMs }) => atMs));
  }
  if (seen.length === 0) return { confirmed: false };
  return { confirmed: true, firstSeenMs: Math.min(...seen), lastSeenMs: Math.max(...seen) };
}
