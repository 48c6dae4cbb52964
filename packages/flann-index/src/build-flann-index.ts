import type { FlannIndex, FlannKind, Rows } from './flann-index.ts';
import { nativeAddon } from './native-addon.ts';

/** What FLANN itself takes by default. A linear search ignores it. */
const DEFAULT_CHECKS = 32;

/**
 * Builds an index over `rows` on a thread of the pool. The rows are copied there: leave the array as it is until the promise
 * settles. Rejects with a RangeError or TypeError that names a bad argument.
 */
export async function buildFlannIndex(
  rows: Rows,
  { dimensions, ...kind }: FlannKind & { readonly dimensions: number },
): Promise<FlannIndex> {
  const native = await nativeAddon().build(rows, dimensions, kind.kind === 'linear' ? 0 : kind.trees);
  return {
    rows: rows.length / dimensions,
    dimensions,
    search: async (queries, { k, checks = DEFAULT_CHECKS }) => native.search(queries, k, checks),
    close: () => native.close(),
  };
}
