import type { AttendanceRecord } from '../../tables/attendance-record.ts';
import type { ClassSession } from '../../tables/class-session.ts';

type SeenTimes = Pick<AttendanceRecord, 'firstSeenAt' | 'lastSeenAt'>;

/** domain's `leftEarly`. */
export type LeftEarly = (
  session: Pick<ClassSession, 'endsAt' | 'earlyLeaveMinutes'>,
  lastSeenAt: Date | null,
  watchedUntil: Date | null,
) => boolean | null;

/** What domain's rules decide; this package writes it down. */
export type ClosingRules = {
  /** domain's `judgeSeen`. */
  readonly judgeSeen: (
    session: ClassSession,
    seen: SeenTimes,
    watchedUntil: Date | null,
  ) => {
    readonly status: AttendanceRecord['status'];
    readonly statusSource: 'camera' | 'closing';
    readonly leftEarly: boolean | null;
  };
  readonly leftEarly: LeftEarly;
};

export type StatusTally = {
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
};

/** How a student stands in the course: domain's `judgeRisk` with the course's rule. */
export type RiskOf = (tally: StatusTally) => {
  readonly percent: number | null;
  readonly isAtRisk: boolean;
  readonly minimumPercent: number | null;
};

/**
 * The sightings that make a mark where the session's rule does not say. What matchers ship with; one whose CONFIRM_SIGHTINGS is set
 * otherwise marks by that, and is not asked when a mark is judged afterwards.
 */
export const SHIPPED_SIGHTINGS = 3;

export const NO_TALLY: StatusTally = { present: 0, late: 0, absent: 0, excused: 0 };

/** 1 and 0 in the table, null where it is not judged. */
export function flagOf(value: boolean | null): number | null {
  return value === null ? null : Number(value);
}

/** Of others it is not judged whether they left early. */
export function attended(status: AttendanceRecord['status']): boolean {
  return status === 'present' || status === 'late';
}
