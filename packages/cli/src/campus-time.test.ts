import { describe, expect, test } from 'vitest';
import { createCampusTime } from './campus-time.ts';

describe('campus time', () => {
  const jakarta = createCampusTime('Asia/Jakarta');
  const berlin = createCampusTime('Europe/Berlin');

  test('when a time has no offset, then it is a time of the campus', () => {
    expect(jakarta.parse('2026-11-22 13:00').toISOString()).toBe('2026-11-22T06:00:00.000Z');
    expect(berlin.parse('2026-07-01T08:15').toISOString()).toBe('2026-07-01T06:15:00.000Z');
  });

  test('when a time has an offset, then the offset holds', () => {
    expect(jakarta.parse('2026-11-22T13:00+01:00').toISOString()).toBe('2026-11-22T12:00:00.000Z');
    expect(jakarta.parse('2026-11-22T13:00Z').toISOString()).toBe('2026-11-22T13:00:00.000Z');
  });

  test('when clocks are put forward over a time, then it is refused by name', () => {
    expect(() => berlin.parse('2026-03-29 02:30')).toThrow(
      '2026-03-29 02:30 does not exist in Europe/Berlin',
    );
    expect(berlin.parse('2026-03-29 03:00').toISOString()).toBe('2026-03-29T01:00:00.000Z');
  });

  test('when clocks are put back over a time, then it is refused unless its offset says which is meant', () => {
    expect(() => berlin.parse('2026-10-25 02:30')).toThrow('happens twice');
    expect(berlin.parse('2026-10-25T02:30+01:00').toISOString()).toBe('2026-10-25T01:30:00.000Z');
  });

  test.each([
    '',
    'tomorrow',
    '2026-13-01 10:00',
    '2026-02-30 10:00',
    '22/11/2026 13:00',
    '13:00',
    '2026-11-22',
  ])('when "%s" is given, then it is refused with how to write a time', (text) => {
    expect(() => jakarta.parse(text)).toThrow('is no time');
  });

  test('when a day is given, then it means its first moment on the campus', () => {
    expect(jakarta.parseDayOrTime('2026-11-22').toISOString()).toBe('2026-11-21T17:00:00.000Z');
    expect(jakarta.parseDayOrTime('2026-11-22 13:00').toISOString()).toBe('2026-11-22T06:00:00.000Z');
    expect(jakarta.parseDayOrTime('today').getTime()).toBeLessThanOrEqual(Date.now());
    expect(() => jakarta.parseDayOrTime('2026-02-30')).toThrow('is no time');
  });

  test('when a time is shown, then it is shown in the campus time zone', () => {
    expect(jakarta.dateTime('2026-11-21T18:30:00.000Z')).toBe('Sun 22 Nov 2026 01:30');
    expect(jakarta.time(new Date('2026-11-21T18:30:07.000Z'))).toBe('01:30:07');
    expect(jakarta.dateTime(null)).toBeNull();
  });

  test('when the zone is none, then the message names the variable to set', () => {
    expect(() => createCampusTime('Jakarta')).toThrow('"Jakarta" is no time zone');
  });
});
