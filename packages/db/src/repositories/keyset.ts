import type { ObjectLiteral, SelectQueryBuilder } from 'typeorm';
import { limitOf, type Order, type Page, type PageRequest, pageOf, startOf } from '../page.ts';

type Direction = 'ASC' | 'DESC';

/**
 * One page of `query` after the cursor's key. `columns` are the properties (`s.number`) that `order.keyOf` reads, most
 * significant first; all go in one direction, so that a page costs an index range and not a count of what comes before.
 */
export async function readPage<Row extends ObjectLiteral>(
  query: SelectQueryBuilder<Row>,
  order: Order<Row>,
  columns: readonly string[],
  request: PageRequest,
  direction: Direction = 'ASC',
): Promise<Page<Row>> {
  const start = startOf(order, request);
  if (start) query.andWhere(after(columns, direction), parameters(order, start));
  for (const column of columns) query.addOrderBy(column, direction);
  return pageOf(order, request, await query.limit(limitOf(request) + 1).getMany());
}

/** `(a > :k0 OR (a = :k0 AND (b > :k1)))`: MySQL makes a range of this, and not of `(a, b) > (:k0, :k1)`. */
function after(columns: readonly string[], direction: Direction, from = 0): string {
  const beyond = `${columns[from]} ${direction === 'ASC' ? '>' : '<'} :k${from}`;
  if (from === columns.length - 1) return `(${beyond})`;
  return `(${beyond} OR (${columns[from]} = :k${from} AND ${after(columns, direction, from + 1)}))`;
}

function parameters<Row>(order: Order<Row>, start: readonly string[]): Record<string, string | Date> {
  return Object.fromEntries(
    start.map((value, index) => [`k${index}`, order.kinds[index] === 'moment' ? new Date(value) : value]),
  );
}
