/** One probe's best candidate. A probe whose face was not found has the score -Infinity. */
export type KnownProbe = { readonly score: number; readonly correct: boolean };

/** The ends of an interval that holds the true value in 95 of 100 such measurements. */
export type Interval = { readonly low: number; readonly high: number };

/** One point of a DET curve: what happens when a score must be above `threshold`. */
export type DetPoint = { readonly threshold: number; readonly fpir: number; readonly fnir: number };

/** The normal distribution's 97.5 % point, for 95 % between both ends. */
const Z_95 = 1.959964;

/** The share of known probes whose best candidate is the right person, whatever the score. */
export function rank1(known: readonly KnownProbe[]): number {
  return share(known, ({ correct, score }) => correct && score > Number.NEGATIVE_INFINITY);
}

/**
 * The lowest threshold that accepts at most this share of the strangers: a score must be *above* it. With 200 strangers and
 * FPIR 0.01 two may be accepted, so it is the third highest score.
 */
export function thresholdAtFpir(strangerScores: readonly number[], fpir: number): number {
  const highestFirst = strangerScores.toSorted((a, b) => b - a);
  return highestFirst[Math.floor(strangerScores.length * fpir)] ?? Number.NEGATIVE_INFINITY;
}

/** Detection and identification rate (1 - FNIR at rank 1): right and above the threshold. */
export function identificationRate(known: readonly KnownProbe[], threshold: number): number {
  return share(known, ({ correct, score }) => correct && score > threshold);
}

/** The share of strangers above the threshold. */
export function falsePositiveRate(strangerScores: readonly number[], threshold: number): number {
  return share(strangerScores, (score) => score > threshold);
}

/**
 * FNIR against FPIR, from the strictest threshold to none: one point for each score that a stranger reached, and a last one
 * where every face that was found is accepted.
 */
export function detPoints(known: readonly KnownProbe[], strangerScores: readonly number[]): DetPoint[] {
  const right = known
    .filter(({ correct }) => correct)
    .map(({ score }) => score)
    .sort((a, b) => b - a);
  const strangers = strangerScores.toSorted((a, b) => b - a);
  const thresholds = [...new Set([...strangers, Number.NEGATIVE_INFINITY])];
  let [matched, accepted] = [0, 0];
  return thresholds.map((threshold) => {
    while ((right[matched] ?? Number.NEGATIVE_INFINITY) > threshold) matched++;
    while ((strangers[accepted] ?? Number.NEGATIVE_INFINITY) > threshold) accepted++;
    const fnir = known.length === 0 ? 0 : 1 - matched / known.length;
    return { threshold, fpir: accepted / Math.max(1, strangers.length), fnir };
  });
}

/** Wilson's score interval of a share (Wilson, 1927): unlike the usual one it holds near 0 and 1 and for few trials. */
export function wilsonInterval(successes: number, trials: number): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const rate = successes / trials;
  const scale = 1 + Z_95 ** 2 / trials;
  const centre = (rate + Z_95 ** 2 / (2 * trials)) / scale;
  const half = (Z_95 * Math.sqrt((rate * (1 - rate)) / trials + Z_95 ** 2 / (4 * trials ** 2))) / scale;
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

function share<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length;
}
