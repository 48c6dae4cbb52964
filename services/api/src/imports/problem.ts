/** Every code that a check can answer, and what it means. `error`: the file cannot be applied; `warning`: it can. */
export const PROBLEMS = {
  'empty-file': 'error',
  'unknown-format': 'error',
  'old-xls': 'error',
  encrypted: 'error',
  'not-a-workbook': 'error',
  'broken-workbook': 'error',
  'too-large-inside': 'error',
  'wrong-extension': 'warning',
  'unknown-encoding': 'error',
  'guessed-encoding': 'warning',
  'broken-quotes': 'error',
  'no-sheet': 'error',
  'hidden-sheet': 'warning',
  'other-sheets': 'warning',
  'no-header': 'error',
  'missing-column': 'error',
  'double-column': 'error',
  'unknown-column': 'warning',
  'too-many-columns': 'error',
  'too-many-rows': 'error',
  'no-rows': 'error',
  'extra-cells': 'error',
  'merged-cells': 'error',
  'cell-error': 'error',
  'no-value-of-formula': 'error',
  'formula-text': 'error',
  'number-rewritten': 'error',
  'zeros-lost': 'warning',
  'empty-value': 'error',
  'too-long': 'error',
  'bad-characters': 'error',
  'bad-email': 'error',
  'double-row': 'warning',
  'contradicting-row': 'error',
  'no-such-student': 'error',
  'no-such-course': 'error',
  'no-such-room': 'error',
  'no-such-lecturer': 'error',
  'no-semester': 'error',
  'bad-day': 'error',
  'bad-date': 'error',
  'bad-time': 'error',
  'bad-weeks': 'error',
  'no-when': 'error',
  'day-and-date': 'error',
  'dates-reversed': 'error',
  'no-meeting': 'error',
  'end-before-start': 'error',
  'not-in-file': 'warning',
  'lies-behind': 'warning',
  'room-taken': 'error',
  'removal-not-shown': 'error',
  'too-much': 'error',
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** One thing about a file that its writer should know. */
export type Problem = {
  /** As editors and spreadsheets count, from 1; null for the file as a whole. */
  readonly row: number | null;
  /** The column as its header has it, else its letter; null for the row as a whole. */
  readonly column: string | null;
  readonly code: ProblemCode;
  readonly severity: 'error' | 'warning';
  /** What is wrong and what to do. */
  readonly message: string;
};

type Place = { readonly row?: number | null; readonly column?: string | null };

export function problem(
  code: ProblemCode,
  message: string,
  { row = null, column = null }: Place = {},
): Problem {
  return { row, column, code, severity: PROBLEMS[code], message };
}

export function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

/** Problems in the order of rows; those of the file first. */
export function byRow(a: Problem, b: Problem): number {
  return (a.row ?? 0) - (b.row ?? 0);
}
