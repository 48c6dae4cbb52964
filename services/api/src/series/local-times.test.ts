import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { lengthMinutes, resolveTimes } from './local-times.ts';

const times = (startsLocal: string, endsLocal: string) => ({ startsLocal, endsLocal });

test.each([
  ['a morning', '2026-03-02', '09:00', '10:40', 'Asia/Jakarta', '2026-03-02T02:00Z', '2026-03-02T03:40Z'],
  ['over midnight', '2026-03-02', '22:30', '00:30', 'Asia/Jakarta', '2026-03-02T15:30Z', '2026-03-02T17:30Z'],
  [
    'until midnight',
    '2026-03-02',
    '22:30',
    '00:00',
    'Asia/Jakarta',
    '2026-03-02T15:30Z',
    '2026-03-02T17:00Z',
  ],
  ['winter', '2026-03-27', '09:00', '10:00', 'Europe/Berlin', '2026-03-27T08:00Z', '2026-03-27T09:00Z'],
  [
    'summer, at the same hour',
    '2026-03-30',
    '09:00',
    '10:00',
    'Europe/Berlin',
    '2026-03-30T07:00Z',
    '2026-03-30T08:00Z',
  ],
  [
    'a skipped start',
    '2026-03-29',
    '02:30',
    '04:00',
    'Europe/Berlin',
    '2026-03-29T01:30Z',
    '2026-03-29T03:00Z',
  ],
  [
    'a skipped end',
    '2026-03-29',
    '01:30',
    '02:30',
    'Europe/Berlin',
    '2026-03-29T00:30Z',
    '2026-03-29T01:30Z',
  ],
  [
    'a skipped start that ends soon after',
    '2026-03-29',
    '02:45',
    '03:15',
    'Europe/Berlin',
    '2026-03-29T01:45Z',
    '2026-03-29T02:15Z',
  ],
  [
    'a repeated start',
    '2026-10-25',
    '02:30',
    '04:00',
    'Europe/Berlin',
    '2026-10-25T00:30Z',
    '2026-10-25T03:00Z',
  ],
  [
    'a night over the change',
    '2026-10-24',
    '23:00',
    '05:00',
    'Europe/Berlin',
    '2026-10-24T21:00Z',
    '2026-10-25T04:00Z',
  ],
  [
    'a midnight that is skipped',
    '2025-09-07',
    '00:30',
    '02:00',
    'America/Santiago',
    '2025-09-07T04:30Z',
    '2025-09-07T06:00Z',
  ],
  [
    'half an hour of summer time',
    '2026-10-04',
    '02:15',
    '03:00',
    'Australia/Lord_Howe',
    '2026-10-03T15:45Z',
    '2026-10-03T16:30Z',
  ],
])(
  'when a pattern has %s, then its session is held at the right instants',
  (_what, day, starts, ends, zone, from, to) => {
    const { startsAt, endsAt } = resolveTimes(day, times(starts, ends), zone);
    expect([startsAt, endsAt]).toEqual([new Date(from), new Date(to)]);
  },
);

const clock = fc
  .integer({ min: 0, max: 24 * 12 - 1 })
  .map((n) => `${String(Math.floor(n / 12)).padStart(2, '0')}:${String((n % 12) * 5).padStart(2, '0')}`);
const zones = fc.constantFrom(
  'Asia/Jakarta',
  'Europe/Berlin',
  'America/Santiago',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/St_Johns',
  'Pacific/Chatham',
  'UTC',
);
const day = fc
  .integer({ min: 0, max: 1200 })
  .map((n) => DateTime.fromISO('2024-01-01', { zone: 'utc' }).plus({ days: n }).toISODate() ?? '');

test('when any pattern meets any day of any zone, then the session starts on its day and lasts about as long as it says', () => {
  fc.assert(
    fc.property(day, clock, clock, zones, (on, starts, ends, zone) => {
      const { startsAt, endsAt } = resolveTimes(on, times(starts, ends), zone);
      const local = DateTime.fromJSDate(startsAt, { zone });
      const planned = lengthMinutes(times(starts, ends));
      const lasts = (endsAt.getTime() - startsAt.getTime()) / 60_000;
      expect(local.toISODate()).toBe(on);
      expect(lasts).toBeGreaterThan(0);
      expect(Math.abs(lasts - planned)).toBeLessThanOrEqual(60);
      const isSkipped = local.toFormat('HH:mm') !== starts;
      if (isSkipped) expect(local.toFormat('HH:mm') > starts).toBe(true);
      // Of a time that comes twice, the first: an hour before, the clock showed another time.
      const earlier = local.minus({ hours: 1 });
      if (!isSkipped) expect(earlier.toFormat("yyyy-MM-dd'T'HH:mm")).not.toBe(`${on}T${starts}`);
    }),
    { numRuns: 3000 },
  );
});
