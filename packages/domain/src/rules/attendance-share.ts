import type { Rule } from './rule.ts';

/** How often each status was given in sessions that are closed and not cancelled. */
export type StatusCounts = {
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
};

export type AttendanceShare = {
  /** Sessions that count: those in which the student was not excused. */
  readonly counted: number;
  /** What of them was attended; one to which the student came late may count for less than 1. */
  readonly attended: number;
  /** 0 to 100; null while nothing counts. */
  readonly percent: number | null;
};

type Counting = Pick<Rule, 'lateCountsAs'>;
type Minimum = Pick<Rule, 'lateCountsAs' | 'minimumPercent'>;

/** Guards against a share that is a whole number but for binary fractions: 0.7 · 10 is not 7. */
const ROUNDING = 1e-9;

/** Being excused leaves the count altogether: it is neither attendance nor absence. */
export function attendanceShare(counts: StatusCounts, { lateCountsAs }: Counting): AttendanceShare {
  const counted = counts.present + counts.late + counts.absent;
  const attended = counts.present + counts.late * lateCountsAs;
  return { counted, attended, percent: counted === 0 ? null : (attended / counted) * 100 };
}

export type Risk = AttendanceShare & {
  readonly isAtRisk: boolean;
  /** The percentage at the end of the course if every session that is left is attended; null while there is none at all. */
  readonly bestPercent: number | null;
  /** Even that is below the minimum. */
  readonly isLost: boolean;
  /** How many of the sessions left must be attended, 0 to more than there are left; null without a minimum. */
  readonly needed: number | null;
};

/** How a student stands against the rule's minimum, with `left` sessions still to come. */
export function judgeRisk(counts: StatusCounts, left: number, rule: Minimum): Risk {
  const share = attendanceShare(counts, rule);
  const all = share.counted + left;
  const bestPercent = all === 0 ? null : ((share.attended + left) / all) * 100;
  const isBelow = (percent: number | null): boolean =>
    rule.minimumPercent !== null && percent !== null && percent < rule.minimumPercent - ROUNDING;
  return {
    ...share,
    isAtRisk: isBelow(share.percent),
    bestPercent,
    isLost: isBelow(bestPercent),
    needed: rule.minimumPercent === null ? null : neededOf(share.attended, all, rule.minimumPercent),
  };
}

function neededOf(attended: number, all: number, minimumPercent: number): number {
  return Math.max(0, Math.ceil((minimumPercent / 100) * all - attended - ROUNDING));
}
