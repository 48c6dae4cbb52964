import { describe, expect, test } from 'vitest';
import { type Confirmation, isSame, mark, type Seen } from './mark.ts';

const at = (time: string) => new Date(`2026-03-02T${time}Z`);
/** Present until 09:15, late until 10:30, nobody before 08:45 and after the end. */
const decide = (seen: Date) => {
  if (seen < at('08:45:00') || seen >= at('10:30:00')) return undefined;
  return seen <= at('09:15:00') ? 'present' : 'late';
};
const seen = (first: string, last: string, score = 7, evidenceKey = `e${score}`): Confirmation => ({
  studentId: 's',
  firstSeenAt: at(first),
  lastSeenAt: at(last),
  score,
  evidenceKey,
});

describe('mark', () => {
  test('when there is no record, then it starts with what was seen', () => {
    expect(mark(null, seen('09:20:00', '09:20:04'), decide)).toEqual({
      status: 'late',
      statusSource: 'camera',
      firstSeenAt: at('09:20:00'),
      lastSeenAt: at('09:20:04'),
      score: 7,
      evidenceKey: 'e7',
    });
  });

  test('when confirmations come in any order, then the record is the same', () => {
    const all = [
      seen('09:20:00', '09:20:04', 9),
      seen('09:01:00', '09:01:08', 7),
      seen('09:40:00', '09:41:00', 8),
    ];
    const expected = {
      status: 'present',
      firstSeenAt: at('09:01:00'),
      lastSeenAt: at('09:41:00'),
      score: 9,
      evidenceKey: 'e9',
    };
    for (const order of permutations(all)) {
      const record = order.reduce<Seen | null>((before, one) => mark(before, one, decide) ?? null, null);
      expect(record).toMatchObject(expected);
    }
  });

  test('when the same confirmation comes again, then nothing changes', () => {
    const record = mark(null, seen('09:20:00', '09:20:04'), decide) as Seen;
    expect(isSame(record, mark(record, seen('09:20:00', '09:20:04'), decide) as Seen)).toBe(true);
  });

  test('when a score is as good, then the evidence that is there stays', () => {
    const record = mark(null, seen('09:00:00', '09:00:01', 7, 'first'), decide) as Seen;
    expect(mark(record, seen('09:00:00', '09:00:01', 7, 'second'), decide)?.evidenceKey).toBe('first');
  });

  test('when a person has set the status, then a camera adds only what it has seen', () => {
    const excused: Seen = {
      status: 'excused',
      statusSource: 'manual',
      firstSeenAt: null,
      lastSeenAt: null,
      score: null,
      evidenceKey: null,
    };
    expect(mark(excused, seen('09:01:00', '09:02:00'), decide)).toEqual({
      status: 'excused',
      statusSource: 'manual',
      firstSeenAt: at('09:01:00'),
      lastSeenAt: at('09:02:00'),
      score: 7,
      evidenceKey: 'e7',
    });
  });

  test('when the rule marks nobody at that time, then no record starts', () => {
    expect(mark(null, seen('08:00:00', '08:01:00'), decide)).toBeUndefined();
  });

  test('when the rule marks nobody at the earlier time, then a record keeps its status', () => {
    const record = mark(null, seen('09:20:00', '09:20:04'), decide) as Seen;
    expect(mark(record, seen('08:00:00', '08:01:00'), decide)).toMatchObject({
      status: 'late',
      firstSeenAt: at('08:00:00'),
    });
  });
});

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}
