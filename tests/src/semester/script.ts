import type { Rule } from '@hadir/domain';

/** What happened in a semester, as nobody but its author knows it: people by number, times in minutes. */
export type Script = {
  readonly students: number;
  readonly weeks: number;
  readonly courses: readonly ScriptCourse[];
  readonly sessions: readonly ScriptSession[];
  readonly excuses: readonly ScriptExcuse[];
};

export type ScriptCourse = {
  readonly rule: Partial<Rule>;
  /** From the sessions of this week on; those that were closed before follow where `applyToPast`. */
  readonly change: {
    readonly week: number;
    readonly rule: Partial<Rule>;
    readonly applyToPast: boolean;
  } | null;
  /** By student: before which week they came to the roster. */
  readonly members: ReadonlyMap<number, number>;
};

export type ScriptSession = {
  readonly course: number;
  readonly week: number;
  /** Minutes since the first moment of the semester. */
  readonly startsAt: number;
  readonly minutes: number;
  readonly isCancelled: boolean;
  /** Where it was planned first. */
  readonly movedFrom: number | null;
  readonly isReopened: boolean;
  /** When the camera last saw anybody, in minutes after the start; a stranger then. */
  readonly cameraUntil: number;
  readonly visits: readonly Visit[];
  /** Set by hand after the closing. */
  readonly corrections: readonly { readonly student: number; readonly status: Status }[];
};
export type Status = 'present' | 'late' | 'absent' | 'excused';

/** When a camera was sure of a student, in minutes after the start. */
export type Visit = {
  readonly student: number;
  readonly seenAt: readonly number[];
  /** The frames reached the matchers after the session had been closed. */
  readonly isDelayed: boolean;
};

export type ScriptExcuse = {
  readonly student: number;
  readonly course: number | null;
  /** Sessions that start in these minutes of the semester, or the one session. */
  readonly from: number;
  readonly to: number;
  readonly session: number | null;
  readonly when: 'before' | 'after';
  readonly isWithdrawn: boolean;
};

export const WEEK_MINUTES = 7 * 24 * 60;
