import type { Context } from '../command/context.ts';
import type { Result } from '../command/define-command.ts';
import { moreLine } from './more-line.ts';
import { type Column, table } from './table.ts';

type Page<Row> = { readonly items: readonly Row[]; readonly nextCursor: string | null };

/** A page as a table, or, when there is nothing, what to do next. */
export function listResult<Row>(
  { screen }: Context,
  page: Page<Row>,
  columns: readonly Column<Row>[],
  whenEmpty: string,
): Result {
  const shown = [table(page.items, columns, screen.width), ...moreLine(page.nextCursor)].join('\n');
  return { json: page, text: page.items.length === 0 ? whenEmpty : shown };
}
