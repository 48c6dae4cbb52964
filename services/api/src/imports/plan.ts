import type { RosterChange } from '@hadir/db';
import type { Problem } from './problem.ts';

export const SUBJECTS = ['student', 'roster-entry', 'session', 'series', 'lecturer'] as const;
export type Subject = (typeof SUBJECTS)[number];
export const ACTIONS = ['create', 'change', 'remove'] as const;

/** What applying would do to one thing. `key` is as people know it: a number, a course's code with it. */
export type PlannedChange = {
  /** Null for what is not in the file. */
  readonly row: number | null;
  readonly action: (typeof ACTIONS)[number];
  readonly subject: Subject;
  readonly key: string;
  /** Field by field, as text; null: empty. */
  readonly before: Readonly<Record<string, string | null>> | null;
  readonly after: Readonly<Record<string, string | null>> | null;
};

export type SubjectCounts = {
  readonly create: number;
  readonly change: number;
  readonly remove: number;
  readonly unchanged: number;
};
export type Counts = Readonly<Partial<Record<Subject, SubjectCounts>>>;

export type Plan<Work = unknown> = {
  readonly problems: readonly Problem[];
  readonly changes: readonly PlannedChange[];
  readonly counts: Counts;
  readonly work: Work;
};

/** Places that are set name students by number: some of them are written just before. */
export type RosterWork = Pick<RosterChange, 'courseId' | 'remove'> & {
  readonly set: readonly { readonly number: string; readonly groupName: string | null }[];
};

export function countsOf(
  changes: readonly PlannedChange[],
  unchanged: Readonly<Partial<Record<Subject, number>>>,
): Counts {
  const counts: Partial<Record<Subject, SubjectCounts>> = {};
  for (const subject of SUBJECTS) {
    const of = changes.filter((change) => change.subject === subject);
    const times = (action: string): number => of.filter((change) => change.action === action).length;
    const same = unchanged[subject];
    if (of.length === 0 && same === undefined) continue;
    counts[subject] = {
      create: times('create'),
      change: times('change'),
      remove: times('remove'),
      unchanged: same ?? 0,
    };
  }
  return counts;
}
