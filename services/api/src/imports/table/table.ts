import type { Problem } from '../problem.ts';

/** A cell as text, and what of its nature matters to who reads it. */
export type Cell = {
  readonly text: string;
  /**
   * `number`: a spreadsheet holds a number there. `moment`: a date or a time; the text is `YYYY-MM-DD`, `HH:MM:SS` or both with a T.
   * `error`: `#N/A` and its like. `uncalculated`: a formula without a value. `merged`: a part of a merged area, beside its first cell.
   */
  readonly kind: 'text' | 'number' | 'moment' | 'error' | 'uncalculated' | 'merged';
};

export type TableRow = { readonly row: number; readonly cells: readonly Cell[] };

/** A file's rows, its header first; empty rows are left out. With an error among the problems there may be none. */
export type Table = { readonly rows: readonly TableRow[]; readonly problems: readonly Problem[] };

/** Rows beside the header. */
export const MOST_ROWS = 10_000;
export const MOST_COLUMNS = 50;
/** Characters of a cell: more than any field takes, so that a longer one is told of as too long all the same. */
export const LONGEST_CELL = 1000;

export const emptyCell: Cell = { text: '', kind: 'text' };

export function refusedTable(problem: Problem): Table {
  return { rows: [], problems: [problem] };
}
