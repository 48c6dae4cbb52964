/**
 * How strongly a face that staff said is somebody else speaks against a person: so many units for each unit by which the probe
 * is nearer to that face than the margin allows. At a tie a score falls by three margins, from a clear match to none.
 */
const WEIGHT = 3;

/**
 * What is left of a person's score when the probe is about as close to a face that is not them (`negative`, the highest of
 * those) as to the person. A negative is a rival that the person must lead by the engine's own `margin`; one that they lead by
 * more changes nothing, so that the person themselves goes on being found.
 */
export function lowerByNegatives(score: number, negative: number | undefined, margin: number): number {
  if (negative === undefined) return score;
  return score - WEIGHT * Math.max(0, negative + margin - score);
}
