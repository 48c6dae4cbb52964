import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findOverlaps } from './overlaps.ts';

const interval = fc
  .record({ start: fc.integer({ min: 0, max: 60 }), length: fc.integer({ min: 1, max: 20 }) })
  .map(({ start, length }) => ({ startsAt: new Date(start), endsAt: new Date(start + length) }));

test('when intervals are compared each with each, then the same pairs are found, each once', () => {
  fc.assert(
    fc.property(fc.array(interval, { maxLength: 25 }), (intervals) => {
      const named = intervals.map((each, name) => ({ ...each, name }));
      const keys = (pairs: readonly (readonly { name: number }[])[]) =>
        pairs
          .map((pair) =>
            pair
              .map(({ name }) => name)
              .toSorted((a, b) => a - b)
              .join('+'),
          )
          .toSorted();
      const expected = named.flatMap((one, at) =>
        named
          .slice(at + 1)
          .flatMap((other) =>
            one.startsAt < other.endsAt && other.startsAt < one.endsAt ? [[one, other]] : [],
          ),
      );
      expect(keys(findOverlaps(named))).toEqual(keys(expected));
    }),
  );
});

test('when one ends as the next starts, then they do not overlap', () => {
  const at = (from: number, to: number) => ({ startsAt: new Date(from), endsAt: new Date(to) });
  expect(findOverlaps([at(0, 10), at(10, 20)])).toEqual([]);
  expect(findOverlaps([at(0, 11), at(10, 20)])).toHaveLength(1);
});
