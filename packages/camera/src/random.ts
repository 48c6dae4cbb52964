import { createHash } from 'node:crypto';

/** A stream of pseudo-random numbers that is the same for the same seed, on every machine. Not for secrets. */
export type Random = {
  /** Uniform in [0, 1). */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Whole, uniform in [0, below). */
  integer(below: number): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
};

/** sfc32 (Doty-Humphrey, PractRand), its state taken from the SHA-256 of the seed so that near seeds do not correlate. */
export function createRandom(seed: string): Random {
  const state = createHash('sha256').update(seed).digest();
  let a = state.readUInt32LE(0);
  let b = state.readUInt32LE(4);
  let c = state.readUInt32LE(8);
  let counter = 1;
  const uniform = (): number => {
    const t = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + t;
    return (t >>> 0) / 2 ** 32;
  };
  return {
    uniform,
    between: (low, high) => low + uniform() * (high - low),
    integer: (below) => Math.floor(uniform() * below),
    /** Box–Muller. */
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
