import type { Interval } from './error-rates.ts';

/** Uniform in [0, 1). */
export type Random = () => number;

const ROUNDS = 1000;
const OUTER_SHARE = 0.025;

/** Numbers that are the same for the same seed, on every machine (mulberry32, Tommy Ettinger). Not for secrets. */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** As many items as there are, drawn with replacement. */
export function resample<Item>(items: readonly Item[], random: Random): Item[] {
  const drawn: Item[] = [];
  for (let at = 0; at < items.length; at++) {
    const item = items[Math.floor(random() * items.length)];
    if (item !== undefined) drawn.push(item);
  }
  return drawn;
}

/**
 * A percentile bootstrap (Efron, 1979): the middle 95 % of what `measure` gives on samples that it draws with `resample`.
 * Draw whole people rather than single probes where probes of one person resemble each other.
 */
export function bootstrapInterval(
  measure: (random: Random) => number,
  { rounds = ROUNDS, seed = 1 }: { readonly rounds?: number; readonly seed?: number } = {},
): Interval {
  const random = createRandom(seed);
  const values = Array.from({ length: rounds }, () => measure(random)).sort((a, b) => a - b);
  const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? Number.NaN;
  return { low: at(OUTER_SHARE), high: at(1 - OUTER_SHARE) };
}
