import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, occurrenceDays, spanDays, type WeeklyPattern } from './occurrence-days.ts';

const pattern = (change: Partial<WeeklyPattern>): WeeklyPattern => ({
  weekdays: [1],
  fromOn: '2026-02-02',
  toOn: '2026-02-28',
  anchorOn: change.fromOn ?? '2026-02-02',
  everyWeeks: 1,
  exceptOn: [],
  ...change,
});

test.each<[string, Partial<WeeklyPattern>, string[]]>([
  ['each Monday', {}, ['2026-02-02', '2026-02-09', '2026-02-16', '2026-02-23']],
  [
    'two days a week',
    { weekdays: [1, 4], toOn: '2026-02-12' },
    ['2026-02-02', '2026-02-05', '2026-02-09', '2026-02-12'],
  ],
  ['every second week', { everyWeeks: 2 }, ['2026-02-02', '2026-02-16']],
  ['an exception', { exceptOn: ['2026-02-09'] }, ['2026-02-02', '2026-02-16', '2026-02-23']],
  ['Sundays, the last day of a week', { weekdays: [7], everyWeeks: 2 }, ['2026-02-08', '2026-02-22']],
  ['a leap day', { weekdays: [2], fromOn: '2028-02-28', toOn: '2028-03-01' }, ['2028-02-29']],
  ['a span of one day', { fromOn: '2026-02-02', toOn: '2026-02-02' }, ['2026-02-02']],
  ['a span without its weekday', { fromOn: '2026-02-03', toOn: '2026-02-08' }, []],
  [
    'an anchor in an odd week before',
    { fromOn: '2026-02-09', anchorOn: '2026-02-04', everyWeeks: 2 },
    ['2026-02-16'],
  ],
])('when a pattern has %s, then its days are these', (_what, change, days) => {
  expect(occurrenceDays(pattern(change))).toEqual(days);
});

const days = fc.integer({ min: 0, max: 1500 }).map((n) => addDays('2025-01-01', n));
const patterns = fc
  .record({
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    fromOn: days,
    length: fc.integer({ min: 0, max: 400 }),
    before: fc.integer({ min: 0, max: 400 }),
    everyWeeks: fc.integer({ min: 1, max: 5 }),
    excepted: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 5 }),
  })
  .map(({ fromOn, length, before, excepted, ...rest }) => ({
    ...rest,
    fromOn,
    toOn: addDays(fromOn, length),
    anchorOn: addDays(fromOn, -before),
    exceptOn: excepted.map((n) => addDays(fromOn, n)),
  }));

test('when any pattern is spread out, then its days are those that a calendar gives, in order and once', () => {
  fc.assert(
    fc.property(patterns, (each) => {
      const found = occurrenceDays(each);
      expect(found).toEqual([...new Set(found)].toSorted());
      // Counted another way: by Date, from the Monday of the anchor's week.
      const monday = new Date(`${each.anchorOn}T00:00:00Z`);
      monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
      const expected = [];
      for (let n = 0; n < spanDays(each.fromOn, each.toOn); n += 1) {
        const day = new Date(`${addDays(each.fromOn, n)}T00:00:00Z`);
        const weeks = Math.floor((day.getTime() - monday.getTime()) / (7 * 86_400_000));
        const isHeld = each.weekdays.includes(day.getUTCDay() || 7) && weeks % each.everyWeeks === 0;
        const text = day.toISOString().slice(0, 10);
        if (isHeld && !each.exceptOn.includes(text)) expected.push(text);
      }
      expect(found).toEqual(expected);
    }),
  );
});

test('when a span is cut in two, then both parts have the days of the whole: "this and following" loses none', () => {
  fc.assert(
    fc.property(patterns, fc.integer({ min: 0, max: 400 }), (each, at) => {
      const cut = addDays(each.fromOn, at);
      const before = occurrenceDays({ ...each, toOn: cut < each.toOn ? addDays(cut, -1) : each.toOn });
      const after = cut < each.toOn ? occurrenceDays({ ...each, fromOn: cut }) : [];
      expect([...before, ...after]).toEqual(occurrenceDays(each));
    }),
  );
});
