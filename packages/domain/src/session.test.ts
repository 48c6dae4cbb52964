import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkIn, isOpen } from './session.ts';

const session = {
  startsAt: new Date('2026-03-02T01:00:00Z'),
  endsAt: new Date('2026-03-02T02:40:00Z'),
  opensBeforeMinutes: 15,
  lateAfterMinutes: 15,
};

test.each([
  ['2026-03-02T00:44:59.999Z', undefined],
  ['2026-03-02T00:45:00.000Z', 'present'],
  ['2026-03-02T01:00:00.000Z', 'present'],
  ['2026-03-02T01:15:00.000Z', 'present'],
  ['2026-03-02T01:15:00.001Z', 'late'],
  ['2026-03-02T02:39:59.999Z', 'late'],
  ['2026-03-02T02:40:00.000Z', undefined],
])('when someone is first seen at %s, then the status is %s', (at, status) => {
  expect(checkIn(session, new Date(at))).toBe(status);
});

test('when a session lies across midnight, then it is open on both days', () => {
  const night = {
    ...session,
    startsAt: new Date('2026-03-01T23:30:00Z'),
    endsAt: new Date('2026-03-02T00:30:00Z'),
  };
  expect(checkIn(night, new Date('2026-03-01T23:59:59Z'))).toBe('late');
  expect(checkIn(night, new Date('2026-03-02T00:10:00Z'))).toBe('late');
  expect(checkIn(night, new Date('2026-03-01T23:20:00Z'))).toBe('present');
});

test('when the late limit lies behind the end, then nobody is late and the end still closes', () => {
  const lenient = { ...session, lateAfterMinutes: 600 };
  expect(checkIn(lenient, new Date('2026-03-02T02:39:00Z'))).toBe('present');
  expect(checkIn(lenient, session.endsAt)).toBeUndefined();
});

test('when an earlier sighting arrives, then the status never becomes worse', () => {
  const rank = { present: 0, late: 1 };
  const minute = fc.integer({ min: -15 * 60, max: 100 * 60 - 1 });
  fc.assert(
    fc.property(minute, minute, (a, b) => {
      const at = (seconds: number): Date => new Date(session.startsAt.getTime() + seconds * 1000);
      const [earlier, later] = [checkIn(session, at(Math.min(a, b))), checkIn(session, at(Math.max(a, b)))];
      expect(rank[earlier ?? 'late']).toBeLessThanOrEqual(rank[later ?? 'late']);
      expect(isOpen(session, at(a))).toBe(true);
    }),
  );
});

test('when a session is cancelled, then it is open at no moment and marks nobody', () => {
  fc.assert(
    fc.property(fc.integer({ min: -100, max: 200 }), (minutes) => {
      const at = new Date(session.startsAt.getTime() + minutes * 60_000);
      expect(isOpen({ ...session, status: 'cancelled' }, at)).toBe(false);
      expect(checkIn({ ...session, status: 'cancelled' }, at)).toBeUndefined();
      expect(isOpen({ ...session, status: 'scheduled' }, at)).toBe(isOpen(session, at));
    }),
  );
});
