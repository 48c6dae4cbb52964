import fc from 'fast-check';
import { expect, test } from 'vitest';
import { confirm } from './confirm.ts';

const rule = { sightings: 3, windowMs: 10_000 };

test('when fewer sightings than asked are near, then nothing is confirmed', () => {
  expect(confirm([0, 5_000], 5_000, rule)).toEqual({ confirmed: false, count: 2 });
});

test('when the window is full to its very end, then it confirms', () => {
  expect(confirm([0, 5_000, 10_000], 10_000, rule)).toEqual({
    confirmed: true,
    count: 3,
    firstSeenMs: 0,
    lastSeenMs: 10_000,
  });
});

test('when the third sighting is a millisecond too late, then nothing is confirmed', () => {
  expect(confirm([0, 5_000, 10_001], 10_001, rule)).toEqual({ confirmed: false, count: 2 });
});

test('when a late frame closes two windows at once, then the times span both', () => {
  expect(confirm([0, 5_000, 14_000, 15_000, 7_500], 7_500, rule)).toEqual({
    confirmed: true,
    count: 4,
    firstSeenMs: 0,
    lastSeenMs: 15_000,
  });
});

test('when a full window does not contain the sighting, then that one stays unconfirmed', () => {
  expect(confirm([0, 1, 2, 60_000], 60_000, rule)).toEqual({ confirmed: false, count: 1 });
});

test('when one sighting is enough, then each confirms itself', () => {
  expect(confirm([42], 42, { sightings: 1, windowMs: 0 })).toEqual({
    confirmed: true,
    count: 1,
    firstSeenMs: 42,
    lastSeenMs: 42,
  });
});

test('when any sightings are given, then the answer is that of trying every window', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(40), { minLength: 1, maxLength: 15 }),
      fc.nat(14),
      fc.integer({ min: 1, max: 5 }),
      (times, pick, sightings) => {
        const at = times[pick % times.length] ?? 0;
        const given = { sightings, windowMs: 10 };
        const { count, ...found } = confirm(times, at, given);
        expect(found).toEqual(byTryingEveryWindow(times, at, given));
        expect(count).toBeGreaterThanOrEqual(1);
      },
    ),
  );
});

function byTryingEveryWindow(times: readonly number[], at: number, given: typeof rule): object {
  const seen: number[] = [];
  for (let opens = at - given.windowMs; opens <= at; opens += 1) {
    const inside = times.filter((time) => time >= opens && time <= opens + given.windowMs);
    if (inside.length >= given.sightings) seen.push(...inside);
  }
  if (seen.length === 0) return { confirmed: false };
  return { confirmed: true, firstSeenMs: Math.min(...seen), lastSeenMs: Math.max(...seen) };
}
