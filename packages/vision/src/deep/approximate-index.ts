import { setImmediate } from 'node:timers/promises';
import { exactSearch, MetricKind } from 'usearch';
import { createRotation } from './rotate.ts';

export type Neighbour = {
  readonly row: number;
  /** Cosine. */
  readonly score: number;
};

export type ApproximateIndex = {
  /** The nearest rows, best first. Takes about 14 µs for each 1,000 rows, on the calling thread. */
  search(query: Float32Array, k: number): Neighbour[];
  readonly size: number;
  close(): void;
};

/** Coordinates of the rotated vectors that a code keeps, one byte each. */
const CODE_BYTES = 256;
/** Rows that are compared exactly: of 100,000 strangers so many come near a probe of cosine 0.4 by chance in their codes. */
const SHORT_LIST = 256;
/** Rotated coordinates of a unit vector are about normal with deviation 1/√dimensions; four deviations fill a byte. */
const DEVIATIONS = 4;
/** Rows coded between two turns of the event loop: about 2 ms. */
const CHUNK = 256;

/**
 * An index over many unit vectors, `rows.length / dimensions` of them, which it reads and does not copy. It compares the query with a
 * code of 256 bytes of every row, and the nearest 256 of these exactly, so the scores are true cosines. Codes are compared by
 * usearch's exact search, as its graph finds too few neighbours among vectors that have none (docs/adr/0011).
 */
export async function buildApproximateIndex(
  rows: Float32Array,
  dimensions: number,
): Promise<ApproximateIndex> {
  const size = rows.length / dimensions;
  if (!Number.isInteger(size)) throw new RangeError(`rows are not vectors of ${dimensions}`);
  const rotate = createRotation(dimensions);
  const width = Math.min(CODE_BYTES, dimensions);
  const scale = (127 * Math.sqrt(dimensions)) / DEVIATIONS;
  const writeCode = (into: Int8Array, at: number, vector: Float32Array, vectorAt: number): void => {
    const turned = rotate(vector, vectorAt);
    for (let i = 0; i < width; i++) into[at + i] = toByte((turned[i] as number) * scale);
  };
  let held: { readonly rows: Float32Array; readonly codes: Int8Array } | undefined = {
    rows,
    codes: new Int8Array(size * width),
  };
  for (let row = 0; row < size; row++) {
    if (row % CHUNK === CHUNK - 1) await setImmediate();
    writeCode(held.codes, row * width, rows, row * dimensions);
  }
  const code = new Int8Array(width);
  return {
    size,
    search(query, k) {
      if (!held) throw new Error('the index is closed');
      if (size === 0) return [];
      writeCode(code, 0, query, 0);
      const listed = nearestCodes(held.codes, code, Math.min(size, Math.max(k, SHORT_LIST)));
      return rank(held.rows, dimensions, query, listed).slice(0, k);
    },
    close() {
      held = undefined;
    },
  };
}

function toByte(value: number): number {
  return Math.max(-127, Math.min(127, Math.round(value)));
}

function nearestCodes(codes: Int8Array, code: Int8Array, count: number): number[] {
  const { keys } = exactSearch(codes, code, code.length, count, MetricKind.IP, 1);
  return Array.from(keys, Number);
}

function rank(
  rows: Float32Array,
  dimensions: number,
  query: Float32Array,
  listed: readonly number[],
): Neighbour[] {
  return listed
    .map((row) => ({ row, score: product(rows, row * dimensions, query) }))
    .sort((a, b) => b.score - a.score);
}

function product(rows: Float32Array, at: number, query: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < query.length; i++) sum += (rows[at + i] as number) * (query[i] as number);
  return sum;
}
