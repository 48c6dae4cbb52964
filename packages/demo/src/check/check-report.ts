import type { TimedOutcome } from '../live/frame-times.ts';

export type CheckReport = {
  /** That the matchers took. */
  readonly engine: string;
  readonly frames: number;
  readonly accepted: number;
  /** Attendance records of the session. */
  readonly marks: number;
  readonly expectedMarks: number;
  /** Marks made by a frame that shows somebody else of the class. */
  readonly wrongMarks: number;
  /** Marks made by a frame that shows nobody of the class. */
  readonly strangerMarks: number;
  /** Marks of somebody who was marked before. */
  readonly duplicateMarks: number;
  /** From POST to record, of all frames. */
  readonly p50Ms: number;
  readonly p95Ms: number;
};

export type CheckFindings = {
  readonly engine: string;
  readonly frames: number;
  readonly accepted: number;
  /** Student ids of all attendance records, as often as they occur. */
  readonly recorded: readonly string[];
  readonly outcomes: readonly TimedOutcome[];
  /** By label in the scenes: the student ids of the class that the camera was shown. */
  readonly expected: ReadonlyMap<string, string>;
};

export function makeReport({
  engine,
  frames,
  accepted,
  recorded,
  outcomes,
  expected,
}: CheckFindings): CheckReport {
  const made = marksOf(outcomes);
  const judged = made.map(({ studentId, people }) => judge(studentId, people, expected));
  const distinct = new Set(recorded);
  const unexplained = [...distinct].filter((id) => !made.some(({ studentId }) => studentId === id));
  const latencies = outcomes.map(({ latencyMs }) => latencyMs).sort((a, b) => a - b);
  return {
    engine,
    frames,
    accepted,
    marks: recorded.length,
    expectedMarks: expected.size,
    wrongMarks: judged.filter((verdict) => verdict === 'wrong').length + unexplained.length,
    strangerMarks: judged.filter((verdict) => verdict === 'stranger').length,
    duplicateMarks: Math.max(recorded.length, made.length) - new Set([...distinct, ...made.map(idOf)]).size,
    p50Ms: quantile(latencies, 0.5),
    p95Ms: quantile(latencies, 0.95),
  };
}

/** Whether each person who was shown was marked once, by a frame of that person, and nobody else was. */
export function isSound(report: CheckReport): boolean {
  const { marks, expectedMarks, wrongMarks, strangerMarks, duplicateMarks } = report;
  return marks === expectedMarks && wrongMarks + strangerMarks + duplicateMarks === 0;
}

type Mark = { readonly studentId: string; readonly people: readonly string[] };

const idOf = ({ studentId }: Mark): string => studentId;

function marksOf(outcomes: readonly TimedOutcome[]): readonly Mark[] {
  return outcomes.flatMap(({ outcome, people = [] }) =>
    outcome.faces.flatMap(({ status, studentId }) =>
      studentId !== null && (status === 'present' || status === 'late') ? [{ studentId, people }] : [],
    ),
  );
}

function judge(
  studentId: string,
  people: readonly string[],
  expected: ReadonlyMap<string, string>,
): 'right' | 'wrong' | 'stranger' {
  const shown = people.flatMap((label) => expected.get(label) ?? []);
  if (shown.includes(studentId)) return 'right';
  return shown.length > 0 ? 'wrong' : 'stranger';
}

/** Nearest rank; 0 of nothing. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
