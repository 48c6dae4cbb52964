import { setImmediate } from 'node:timers/promises';
import { exactSearch, MetricKind } from 'usearch';
import { createRotation } from './rotate.ts';
import type { Neighbour, VectorIndex } from './vector-index.ts';

/** Coordinates of the rotated vectors that a code keeps, one byte each. */
const CODE_BYTES = 192;
/** Rows that are compared exactly: of 100,000 strangers far fewer have a code as near as that of a person at cosine 0.4. */
const SHORT_LIST = 128;
/** Rotated coordinates of a unit vector are about normal with deviation 1/√dimensions; four deviations fill a byte. */
const DEVIATIONS = 4;
/** Rows coded between two turns of the event loop: about 2 ms. */
const CHUNK = 256;

/**
 * An index over many unit vectors, `rows.length / dimensions` of them, which it reads and does not copy. It compares the query with a
 * code of 192 bytes of every row, and the nearest 128 of these exactly, so the scores are true cosines. Codes are compared by
 * usearch's exact search, as its graph finds too few neighbours among vectors that have none (docs/adr/0011).
 */
export async function buildApproximateIndex(rows: Float32Array, dimensions: number): Promise<VectorIndex> {
  const size = rows.length / dimensions;
  if (!Number.isInteger(size) || dimensions % 4 !== 0) {
    throw new RangeError(`rows are no vectors of ${dimensions}, a multiple of 4`);
  }
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

/** Four sums at a time, which a processor adds side by side. */
function product(rows: Float32Array, at: number, query: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < query.length; i += 4) {
    a += (rows[at + i] as number) * (query[i] as number);
    b += (rows[at + i + 1] as number) * (query[i + 1] as number);
    c += (rows[at + i + 2] as number) * (query[i + 2] as number);
    d += (rows[at + i + 3] as number) * (query[i + 3] as number);
  }
  return a + b + c + d;
}
