import { expect, test } from 'vitest';
import { latestDue } from './due-time.ts';
import { daysFrom } from './relative-days.ts';

const JAKARTA = 'Asia/Jakarta';
const BERLIN = 'Europe/Berlin';

test.each([
  ['every day, before its time', null, '07:00', '2026-03-03T06:59', '2026-03-02T07:00'],
  ['every day, at its time', null, '07:00', '2026-03-03T07:00', '2026-03-03T07:00'],
  ['mondays, on a sunday', 1, '07:00', '2026-03-08T23:59', '2026-03-02T07:00'],
  ['mondays, on the monday before its time', 1, '07:00', '2026-03-09T06:00', '2026-03-02T07:00'],
  ['sundays, on a monday', 7, '23:30', '2026-03-09T00:10', '2026-03-08T23:30'],
  ['mondays, weeks later', 1, '07:00', '2026-04-01T12:00', '2026-03-30T07:00'],
])('when it is due %s, then the newest time alone counts', (_what, weekday, atTime, now, due) => {
  const found = latestDue({ weekday, atTime }, new Date(`${now}:00+07:00`), JAKARTA);
  expect(found).toEqual(new Date(`${due}:00+07:00`));
});

test('when a clock change skips the time, then it is due once that day, and once when it comes twice', () => {
  const skipped = latestDue({ weekday: null, atTime: '02:30' }, new Date('2026-03-29T12:00:00Z'), BERLIN);
  expect(skipped.toISOString()).toBe('2026-03-29T01:30:00.000Z');
  const twice = latestDue({ weekday: null, atTime: '02:30' }, new Date('2026-10-25T12:00:00Z'), BERLIN);
  expect(twice.toISOString()).toBe('2026-10-25T00:30:00.000Z');
});

test.each([
  ['yesterday', '2026-02-28', '2026-02-28'],
  ['last-week', '2026-02-16', '2026-02-22'],
  ['this-week', '2026-02-23', '2026-03-01'],
  ['last-month', '2026-02-01', '2026-02-28'],
  ['this-month', '2026-03-01', '2026-03-01'],
] as const)(
  'when %s is asked for on the campus’s Sunday 1 March, then it is %s to %s',
  (relative, from, to) => {
    // Still Saturday in UTC.
    expect(daysFrom(relative, new Date('2026-02-28T17:30:00Z'), JAKARTA)).toEqual({ from, to });
  },
);
