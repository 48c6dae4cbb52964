import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkIn, isOpen, type SessionTimes } from '../session.ts';
import { attendanceShare, judgeRisk, type StatusCounts } from './attendance-share.ts';
import { judgeSeen } from './judge-again.ts';
import { leftEarly, staysUntil } from './left-early.ts';
import { DEFAULT_RULE, isSameSessionRule, mergeRules, type RuleOverride, sessionRuleOf } from './rule.ts';

const MINUTE_MS = 60_000;
const START = Date.parse('2026-03-02T01:00:00Z');
const minute = fc.integer({ min: 0, max: 1440 });
const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const session = fc
  .record({
    lasts: fc.integer({ min: 1, max: 1440 }),
    opensBeforeMinutes: minute,
    lateAfterMinutes: minute,
    closesAfterMinutes: orNull(minute),
    earlyLeaveMinutes: orNull(minute),
  })
  .map(({ lasts, ...rule }) => ({
    startsAt: new Date(START),
    endsAt: new Date(START + lasts * MINUTE_MS),
    ...rule,
  }));
/** Whole milliseconds around a session, with the limits themselves often among them. */
const moment = fc
  .oneof(
    fc.integer({ min: -1500, max: 3000 }).map((at) => at * MINUTE_MS),
    fc.integer({ min: -1500 * MINUTE_MS, max: 3000 * MINUTE_MS }),
  )
  .chain((at) => fc.constantFrom(-1, 0, 1).map((off) => new Date(START + at + off)));

describe('the window of check-in', () => {
  test('when someone is seen first at any time, then the status is what the minutes say', () => {
    fc.assert(
      fc.property(session, moment, (one, at) => {
        const since = (at.getTime() - START) / MINUTE_MS;
        const closes = one.closesAfterMinutes ?? Number.POSITIVE_INFINITY;
        const marks = since >= -one.opensBeforeMinutes && at < one.endsAt && since <= closes;
        const expected = marks ? (since <= one.lateAfterMinutes ? 'present' : 'late') : undefined;
        expect(checkIn(one, at)).toBe(expected);
      }),
    );
  });

  test('when check-in closes earlier, then nobody is marked who would not be otherwise, and no status changes', () => {
    fc.assert(
      fc.property(session, moment, (one, at) => {
        const whole = checkIn({ ...one, closesAfterMinutes: null }, at);
        const status = checkIn(one, at);
        if (status !== undefined) expect(status).toBe(whole);
        if (whole !== undefined) expect(isOpen(one, at)).toBe(true);
      }),
    );
  });

  test('when the same session is held in another zone or half a year later, then its statuses are the same', () => {
    const shift = (one: SessionTimes, byMs: number): SessionTimes => ({
      ...one,
      startsAt: new Date(one.startsAt.getTime() + byMs),
      endsAt: new Date(one.endsAt.getTime() + byMs),
    });
    fc.assert(
      fc.property(session, moment, fc.integer({ min: -5000, max: 5000 }), (one, at, hours) => {
        const byMs = hours * 60 * MINUTE_MS;
        expect(checkIn(shift(one, byMs), new Date(at.getTime() + byMs))).toBe(checkIn(one, at));
      }),
    );
  });

  test.each([
    ['2026-03-02T01:30:00.000Z', 'late'],
    ['2026-03-02T01:30:00.001Z', undefined],
  ])('when check-in closes after 30 minutes and someone comes at %s, then it is %s', (at, status) => {
    const one = {
      startsAt: new Date(START),
      endsAt: new Date(START + 100 * MINUTE_MS),
      ...{ opensBeforeMinutes: 15, lateAfterMinutes: 15, closesAfterMinutes: 30 },
    };
    expect(checkIn(one, new Date(at))).toBe(status);
  });
});

describe('leaving early', () => {
  const one = { endsAt: new Date(START + 100 * MINUTE_MS), earlyLeaveMinutes: 20 };
  const at = (minutes: number) => new Date(START + minutes * MINUTE_MS);

  test.each([
    ['long before the end', 79.9, 99, true],
    ['at the limit', 80, 99, false],
    ['to the end', 99, 99, false],
    ['long before the end, but the camera fell silent too', 50, 79.9, null],
    ['never', null, 99, null],
    ['by no camera at all', null, null, null],
  ])(
    'when somebody was last seen %s (after %s minutes, watched for %s), then leaving early is %s',
    (_, last, watched, expected) => {
      const moments = [last, watched].map((minutes) => (minutes === null ? null : at(minutes)));
      expect(leftEarly(one, moments[0] ?? null, moments[1] ?? null)).toBe(expected);
    },
  );

  test('when nothing is set, then nobody is judged', () => {
    expect(leftEarly({ ...one, earlyLeaveMinutes: null }, at(1), at(99))).toBeNull();
  });

  test('when somebody is seen later, then they never become one who left earlier', () => {
    fc.assert(
      fc.property(session, moment, moment, moment, (any, a, b, watched) => {
        const [earlier, later] = a < b ? [a, b] : [b, a];
        if (leftEarly(any, later, watched) === true) expect(leftEarly(any, earlier, watched)).toBe(true);
        const limit = staysUntil(any);
        if (limit && watched >= limit) expect(leftEarly(any, limit, watched)).toBe(false);
      }),
    );
  });
});

describe('what a closed session says of somebody', () => {
  test('when it is asked twice, or of one who was not seen, then the answer is plain', () => {
    fc.assert(
      fc.property(session, orNull(moment), orNull(moment), (one, firstSeenAt, watched) => {
        const seen = { firstSeenAt, lastSeenAt: firstSeenAt };
        const judged = judgeSeen(one, seen, watched);
        expect(judgeSeen(one, seen, watched)).toEqual(judged);
        const status = firstSeenAt && checkIn(one, firstSeenAt);
        expect(judged.statusSource).toBe(status ? 'camera' : 'closing');
        expect(judged.status).toBe(status ?? 'absent');
        if (judged.status === 'absent') expect(judged.leftEarly).toBeNull();
      }),
    );
  });
});

describe('merging rules', () => {
  const override: fc.Arbitrary<RuleOverride> = fc.record(
    {
      opensBeforeMinutes: minute,
      lateAfterMinutes: minute,
      closesAfterMinutes: orNull(minute),
      earlyLeaveMinutes: orNull(minute),
      requiredSightings: orNull(fc.integer({ min: 1, max: 20 })),
      minimumPercent: orNull(fc.integer({ min: 0, max: 100 })),
      lateCountsAs: fc.constantFrom(0, 0.5, 1),
    },
    { requiredKeys: [] },
  );

  test('when campus, course and session set a field, then the nearest that sets it wins, null included', () => {
    fc.assert(
      fc.property(override, override, override, (campus, course, own) => {
        const merged = mergeRules(DEFAULT_RULE, campus, course, own);
        for (const field of Object.keys(DEFAULT_RULE) as (keyof typeof DEFAULT_RULE)[]) {
          const nearest = [own, course, campus, DEFAULT_RULE].find((rule) => rule[field] !== undefined);
          expect(merged[field]).toBe(nearest?.[field]);
        }
        expect(mergeRules(mergeRules(DEFAULT_RULE, campus), course, own)).toEqual(merged);
        expect(isSameSessionRule(merged, sessionRuleOf(merged))).toBe(true);
      }),
    );
  });

  test('when nothing is set, then the rule is the shipped one', () => {
    expect(mergeRules(DEFAULT_RULE, {}, { lateAfterMinutes: undefined })).toEqual(DEFAULT_RULE);
  });
});

describe('the percentage', () => {
  const count = fc.integer({ min: 0, max: 60 });
  const counts: fc.Arbitrary<StatusCounts> = fc.record({
    present: count,
    late: count,
    absent: count,
    excused: count,
  });
  const counting = fc.record({
    lateCountsAs: fc.constantFrom(0, 0.25, 0.5, 1),
    minimumPercent: orNull(fc.integer({ min: 0, max: 100 })),
  });

  test('when somebody is excused, then it changes nothing', () => {
    fc.assert(
      fc.property(counts, count, counting, (some, excused, rule) => {
        expect(attendanceShare({ ...some, excused }, rule)).toEqual(attendanceShare(some, rule));
      }),
    );
  });

  test('when it is asked, then it is 0 to 100, better for one who came more, and null for none', () => {
    fc.assert(
      fc.property(counts, counting, (some, rule) => {
        const { percent, counted } = attendanceShare(some, rule);
        expect(percent === null).toBe(counted === 0);
        if (percent === null) return;
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
        const more = attendanceShare({ ...some, present: some.present + 1 }, rule).percent ?? 0;
        expect(more).toBeGreaterThanOrEqual(percent);
      }),
    );
  });

  test('when so many more are attended as are needed, then the minimum is met, and with one less it is not', () => {
    fc.assert(
      fc.property(counts, count, counting, (some, left, rule) => {
        const { needed, isLost } = judgeRisk(some, left, rule);
        expect(isLost).toBe(needed !== null && needed > left);
        if (needed === null || isLost) return;
        const at = (attended: number) =>
          judgeRisk(
            { ...some, present: some.present + attended, absent: some.absent + left - attended },
            0,
            rule,
          ).isAtRisk;
        expect(at(needed)).toBe(false);
        if (needed > 0) expect(at(needed - 1)).toBe(true);
      }),
    );
  });

  test('when the share is the minimum but for binary fractions, then nobody is at risk', () => {
    const some = { present: 7, late: 0, absent: 3, excused: 0 };
    expect(judgeRisk(some, 0, { lateCountsAs: 1, minimumPercent: 70 }).isAtRisk).toBe(false);
    const late = { present: 0, late: 3, absent: 0, excused: 9 };
    expect(judgeRisk(late, 0, { lateCountsAs: 0.1, minimumPercent: 10 }).isAtRisk).toBe(false);
  });
});
