import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { quietUntil } from './quiet-hours.ts';

const night = { quietFrom: 22 * 60, quietUntil: 6 * 60 };
const noon = { quietFrom: 12 * 60, quietUntil: 13 * 60 + 30 };
const jakarta = (text: string): Date => DateTime.fromISO(text, { zone: 'Asia/Jakarta' }).toJSDate();
const until = (quiet: typeof night, text: string) => quietUntil(quiet, jakarta(text), 'Asia/Jakarta');

test.each([
  ['2026-11-22T21:59', undefined],
  ['2026-11-22T22:00', '2026-11-23T06:00'],
  ['2026-11-22T23:59', '2026-11-23T06:00'],
  ['2026-11-23T00:00', '2026-11-23T06:00'],
  ['2026-11-23T05:59', '2026-11-23T06:00'],
  ['2026-11-23T06:00', undefined],
])('when quiet hours go across midnight and it is %s, then they end at %s', (at, end) =>
  expect(until(night, at)).toEqual(end && jakarta(end)),
);

test.each([
  ['2026-11-22T11:59', undefined],
  ['2026-11-22T12:00', '2026-11-22T13:30'],
  ['2026-11-22T13:30', undefined],
])('when they lie within a day and it is %s, then they end at %s', (at, end) =>
  expect(until(noon, at)).toEqual(end && jakarta(end)),
);

test('when there are none, then it is never quiet', () => {
  expect(quietUntil({ quietFrom: null, quietUntil: null }, new Date(), 'Asia/Jakarta')).toBeUndefined();
});

test('when the clock is set forward or back, then the end is still that time of day', () => {
  const berlin = (text: string): Date => DateTime.fromISO(text, { zone: 'Europe/Berlin' }).toJSDate();
  for (const day of ['2026-03-28', '2026-10-24']) {
    const end = quietUntil(night, berlin(`${day}T23:00`), 'Europe/Berlin');
    expect(end && DateTime.fromJSDate(end, { zone: 'Europe/Berlin' }).toFormat('HH:mm')).toBe('06:00');
  }
});

test('when it is quiet, then the end lies ahead within a day, and it is not quiet then', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const moment = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
  const zone = fc.constantFrom('Asia/Jakarta', 'Europe/Berlin', 'America/St_Johns', 'Pacific/Apia');
  fc.assert(
    fc.property(minute, minute, moment, zone, (quietFrom, quietEnd, at, timeZone) => {
      const quiet = { quietFrom, quietUntil: quietEnd };
      const end = quietUntil(quiet, at, timeZone);
      if (!end) return;
      expect(end.getTime()).toBeGreaterThan(at.getTime() - 3_600_000);
      expect(end.getTime() - at.getTime()).toBeLessThanOrEqual(25 * 3_600_000);
      expect(quietUntil(quiet, new Date(Math.max(end.getTime(), at.getTime() + 1)), timeZone)).not.toEqual(
        at,
      );
    }),
  );
});
