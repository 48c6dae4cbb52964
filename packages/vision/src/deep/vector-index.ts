import { buildApproximateIndex } from './approximate-index.ts';
import { dot } from './deep-template.ts';

export type Neighbour = {
  readonly row: number;
  /** Cosine, -1 to 1. */
  readonly score: number;
};

/** Unit vectors ready to be searched. */
export type VectorIndex = {
  readonly size: number;
  /** The nearest rows, best first. Throws when the index is closed. */
  search(query: Float32Array, k: number): Neighbour[];
  close(): void;
};

/**
 * Comparing with every vector takes about 0.8 µs for each, so up to here less than a millisecond; comparing codes first is already
 * faster from about 400 on. docs/scale.md has the figures.
 */
const MOST_EXACT = 1000;

/** An exact index of a few vectors and an approximate one of many. It reads `rows` and does not copy them. */
export async function buildVectorIndex(rows: Float32Array, dimensions: number): Promise<VectorIndex> {
  if (rows.length <= MOST_EXACT * dimensions) return createExactIndex(rows, dimensions);
  return buildApproximateIndex(rows, dimensions);
}

/** Compares with every one of `rows.length / dimensions` unit vectors, which it reads and does not copy. */
function createExactIndex(rows: Float32Array, dimensions: number): VectorIndex {
  let held: Float32Array | undefined = rows;
  const size = rows.length / dimensions;
  return {
    size,
    search(query, k) {
      if (!held) throw new Error('the index is closed');
      const best: Neighbour[] = [];
      for (let row = 0; row < size; row++) {
        const score = dot(query, held.subarray(row * dimensions, (row + 1) * dimensions));
        insert(best, { row, score }, k);
      }
      return best;
    },
    close() {
      held = undefined;
    },
  };
}

/** Keeps the best `k`, best first. */
function insert(best: Neighbour[], neighbour: Neighbour, k: number): void {
  const isFull = best.length >= k;
  if (isFull && neighbour.score <= (best[k - 1]?.score ?? Number.POSITIVE_INFINITY)) return;
  const at = best.findIndex(({ score }) => score < neighbour.score);
  best.splice(at < 0 ? best.length : at, 0, neighbour);
  if (isFull) best.pop();
}
