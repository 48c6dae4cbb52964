export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

/** NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

export function deviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
}

/** Pearson's, -1 to 1; undefined when either does not vary, or their lengths differ. */
export function correlation(one: readonly number[], other: readonly number[]): number | undefined {
  if (one.length !== other.length || one.length === 0) return undefined;
  const [meanOne, meanOther] = [mean(one), mean(other)];
  const spread = deviation(one) * deviation(other);
  if (!(spread > 0)) return undefined;
  const products = one.map((value, at) => (value - meanOne) * ((other[at] ?? meanOther) - meanOther));
  return mean(products) / spread;
}

export function distance(one: { x: number; y: number }, other: { x: number; y: number }): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
