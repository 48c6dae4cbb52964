import { AppError } from '@hadir/platform';

/** For a change that always has a result: undefined would be our own fault. */
export function created<Row>(row: Row | undefined): Row {
  if (row === undefined) throw new Error('nothing was created');
  return row;
}

/** The row, or `AppError('not-found')` that says what is missing. */
export function found<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw new AppError('not-found', `there is no such ${what}`);
  return row;
}
