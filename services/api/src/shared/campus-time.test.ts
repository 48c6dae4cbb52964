import { expect, test } from 'vitest';
import { startOfDay, toCampusTime, toMoment } from './campus-time.ts';

test.each([
  ['2025-03-03T02:00:00Z', 'Asia/Jakarta', '2025-03-03T02:00:00.000Z'],
  ['2025-03-03T09:00:00+07:00', 'Europe/Berlin', '2025-03-03T02:00:00.000Z'],
  ['2025-03-03T09:00', 'Asia/Jakarta', '2025-03-03T02:00:00.000Z'],
  ['2025-03-03T00:30', 'Asia/Jakarta', '2025-03-02T17:30:00.000Z'],
  ['2025-03-03T09:00:30.5', 'Asia/Jakarta', '2025-03-03T02:00:30.500Z'],
  ['2025-07-01T09:00', 'Europe/Berlin', '2025-07-01T07:00:00.000Z'],
  ['2025-10-26T02:30', 'Europe/Berlin', '2025-10-26T00:30:00.000Z'],
  ['2025-01-01T12:00', 'Asia/Kathmandu', '2025-01-01T06:15:00.000Z'],
])('when %s is said in %s, then %s is meant', (text, zone, instant) => {
  expect(toMoment(text, zone, 'startsAt').toISOString()).toBe(instant);
});

test.each([
  ['2025-03-30T02:30', 'Europe/Berlin'],
  ['2011-12-30T12:00', 'Pacific/Apia'],
])('when %s is skipped by the clocks of %s, then it is refused by name', (text, zone) => {
  expect(() => toMoment(text, zone, 'startsAt')).toThrow(/startsAt: there is no such time/);
});

test('when a campus day begins, then its length may be 23 or 25 hours and its start not midnight', () => {
  const hours = (day: string, zone: string): number =>
    (startOfDay(day, zone, 1).getTime() - startOfDay(day, zone).getTime()) / 3_600_000;
  expect(hours('2025-03-30', 'Europe/Berlin')).toBe(23);
  expect(hours('2025-10-26', 'Europe/Berlin')).toBe(25);
  expect(hours('2025-03-30', 'Asia/Jakarta')).toBe(24);
  expect(startOfDay('2025-09-07', 'America/Santiago').toISOString()).toBe('2025-09-07T04:00:00.000Z');
});

test('when a moment is shown on campus, then it carries the offset of that day', () => {
  expect(toCampusTime(new Date('2025-03-02T17:30:00.250Z'), 'Asia/Jakarta')).toBe(
    '2025-03-03T00:30:00.250+07:00',
  );
  expect(toCampusTime(new Date('2025-07-01T07:00:00Z'), 'Europe/Berlin')).toBe('2025-07-01T09:00:00+02:00');
});
