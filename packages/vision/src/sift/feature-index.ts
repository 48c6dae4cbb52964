import { buildFlannIndex, type FlannIndex, type FlannKind } from '@hadir/flann-index';
import type { GalleryOptions, Template } from '../face-engine.ts';
import { NEIGHBOURS } from './recipe.ts';
import { ROW } from './sift-template.ts';
import { type StackedRows, stackRows } from './stack-rows.ts';

/** Up to here comparing with every row is about as fast as trees and exact. */
const LINEAR_ROWS = 1500;
const TREES = 4;
/** See docs/recognition.md for the recall measured with these. */
const CHECKS = 192;
/**
 * Above so many rows each check costs more, as the rows no longer fit in the processor's caches, while people stand out more
 * from so many others: fewer checks decide as well there. docs/performance.md has the figures.
 */
const MANY_ROWS = 400_000;
const CHECKS_OF_MANY = 96;

/** The nearest rows of each feature of a probe, nearest first, `k` for each. */
export type NearestRows = {
  readonly k: number;
  readonly indices: Int32Array;
  /** Squared. */
  readonly distances: Float32Array;
};

/** Some owners' features, ready to be searched. */
export type FeatureIndex = Pick<StackedRows, 'ownerOfRow' | 'count'> & {
  nearest(queries: Float32Array): Promise<NearestRows>;
  /** Searches in hand finish; later ones reject. */
  close(): void;
};

/** Undefined when there is no feature to index. */
export async function buildFeatureIndex(
  owners: readonly (readonly Template[])[],
  wanted: GalleryOptions['index'] = 'auto',
): Promise<FeatureIndex | undefined> {
  const { rows, count, ownerOfRow } = stackRows(owners);
  if (count === 0) return undefined;
  const isLinear = wanted === 'auto' ? count <= LINEAR_ROWS : wanted === 'linear';
  const kind: FlannKind = isLinear ? { kind: 'linear' } : { kind: 'kdtree', trees: TREES };
  const index = await buildFlannIndex(rows, { ...kind, dimensions: ROW });
  return {
    count,
    ownerOfRow,
    nearest: (queries) => nearest(index, queries),
    close: () => index.close(),
  };
}

async function nearest(index: FlannIndex, queries: Float32Array): Promise<NearestRows> {
  const k = Math.min(NEIGHBOURS, index.rows);
  const checks = index.rows > MANY_ROWS ? CHECKS_OF_MANY : CHECKS;
  return { k, ...(await index.search(queries, { k, checks })) };
}

/** The nearest rows over two indexes as if they were one, in which the rows of `second` come after the `rowsOfFirst`. */
export function mergeNearest(
  first: NearestRows,
  second: NearestRows,
  rowsOfFirst: number,
  features: number,
): NearestRows {
  const k = Math.min(NEIGHBOURS, first.k + second.k);
  const indices = new Int32Array(features * k);
  const distances = new Float32Array(features * k);
  for (let feature = 0; feature < features; feature++) {
    const both = [...rowsOf(first, feature, 0), ...rowsOf(second, feature, rowsOfFirst)];
    const nearest = both.toSorted((a, b) => a.distance - b.distance).slice(0, k);
    for (const [at, { row, distance }] of nearest.entries()) {
      indices[feature * k + at] = row;
      distances[feature * k + at] = distance;
    }
  }
  return { k, indices, distances };
}

function rowsOf({ k, indices, distances }: NearestRows, feature: number, rowsBefore: number) {
  return Array.from({ length: k }, (_, i) => {
    const at = feature * k + i;
    return { row: rowsBefore + (indices[at] ?? 0), distance: distances[at] ?? Number.POSITIVE_INFINITY };
  });
}
