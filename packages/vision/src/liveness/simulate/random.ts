import { createHash } from 'node:crypto';

export type Random = {
  /** Uniform in [0, 1). */
  uniform(): number;
  between(low: number, high: number): number;
  /** About Gaussian, deviation 1. */
  normal(): number;
};

/** The same numbers for the same seed (mulberry32, Tommy Ettinger). */
export function createRandom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readInt32LE(0);
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    between: (low, high) => low + (high - low) * uniform(),
    normal: () => (uniform() + uniform() + uniform() + uniform() - 2) * Math.sqrt(3),
  };
}
