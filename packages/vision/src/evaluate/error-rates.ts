/** One probe's best candidate. A probe whose face was not found has the score -Infinity. */
export type KnownProbe = { readonly score: number; readonly correct: boolean };

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

function share<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  return items.length === 0 ? 0 : items.filter(holds).length / items.length;
}
