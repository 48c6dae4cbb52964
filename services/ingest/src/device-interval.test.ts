import { expect, test } from 'vitest';
import {
  deviceInterval,
  LONGEST_REST_MS,
  REST_INTERVAL_MS,
  restUntilSession,
  SESSION_INTERVAL_MS,
} from './device-interval.ts';

const at = (time: string): number => Date.parse(`2026-03-02T${time}Z`);
const session = {
  startsAt: new Date(at('09:00:00')),
  endsAt: new Date(at('10:30:00')),
  opensBeforeMinutes: 15,
};

test.each([
  ['long before', '06:00:00', REST_INTERVAL_MS],
  ['10 s before it opens', '08:44:50', 10_000],
  ['100 ms before it opens', '08:44:59.900', SESSION_INTERVAL_MS],
  ['when it opens', '08:45:00', SESSION_INTERVAL_MS],
  ['in the middle', '09:30:00', SESSION_INTERVAL_MS],
  ['at its last moment', '10:29:59.999', SESSION_INTERVAL_MS],
  ['when it ends', '10:30:00', REST_INTERVAL_MS],
])('when it is %s of a session, then the interval is right', (_what, time, expected) => {
  expect(deviceInterval([session], at(time))).toBe(expected);
});

test('when there are several sessions, then the shortest interval counts, and with none it is the rest', () => {
  const later = { ...session, startsAt: new Date(at('12:00:00')), endsAt: new Date(at('13:00:00')) };
  expect(deviceInterval([later, session], at('09:30:00'))).toBe(SESSION_INTERVAL_MS);
  expect(deviceInterval([session, later], at('11:44:45'))).toBe(15_000);
  expect(deviceInterval([], at('09:30:00'))).toBe(REST_INTERVAL_MS);
});

test.each([
  ['before it opens', '08:00:00', 45 * 60_000],
  ['when it opens', '08:45:00', undefined],
  ['at its last moment', '10:29:59.999', undefined],
  ['when it ends', '10:30:00', LONGEST_REST_MS],
])('when it is %s of a session, then the rest until the next is right', (_what, time, expected) => {
  expect(restUntilSession([session], at(time))).toBe(expected);
});

test('when the next session is more than a day away, then the rest is a day', () => {
  expect(restUntilSession([session], at('08:00:00') - 2 * LONGEST_REST_MS)).toBe(LONGEST_REST_MS);
  expect(restUntilSession([], at('08:00:00'))).toBe(LONGEST_REST_MS);
});

test('when a session runs over midnight, then the day does not matter', () => {
  const night = {
    ...session,
    startsAt: new Date(at('23:30:00')),
    endsAt: new Date(at('23:30:00') + 3_600_000),
  };
  expect(deviceInterval([night], Date.parse('2026-03-03T00:10:00Z'))).toBe(SESSION_INTERVAL_MS);
});
