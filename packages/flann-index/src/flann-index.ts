/** Numbers in rows of equal length, one row after the other. */
export type Rows = Float32Array | Uint8Array;

export type FlannKind =
  /** Compares with every row: exact, and the faster one for some thousands of rows. */
  | { readonly kind: 'linear' }
  /** Randomised trees (1 to 16): looks at as many rows as a search's `checks` allows. */
  | { readonly kind: 'kdtree'; readonly trees: number };

/** For query `q`, its `i`-th nearest row (nearest first) stands at `q * k + i`. */
export type Neighbours = {
  readonly indices: Int32Array;
  /** Squared Euclidean distances. */
  readonly distances: Float32Array;
};

/** One index over rows that never change. Any number of searches may run at once. */
export type FlannIndex = {
  readonly rows: number;
  readonly dimensions: number;
  /**
   * The `k` nearest rows (1 to 1024, at most `rows`) of each query row. `checks`: how many rows a kd-tree index looks at for
   * each query; more is more exact. The queries are copied before this returns.
   * Rejects with a RangeError or TypeError that names a bad argument, and with an Error after `close()`.
   */
  search(queries: Rows, options: { readonly k: number; readonly checks?: number }): Promise<Neighbours>;
  /** Gives the memory back now instead of when the index is collected. Searches in hand finish. May be called twice. */
  close(): void;
};
