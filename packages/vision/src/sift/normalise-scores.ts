import type { Tally } from './tally-votes.ts';

/**
 * In a roster of three the spread of two others says little. So their spread is held to what it is expected to be, as if
 * that were known from this many more people…
 */
const PRIOR_PEOPLE = 10;
/** …and expected is this many times the variance of one person's own mean vote: between the medians of ORL (4.7) and LFW (7), rosters of 5 to 40. */
const PRIOR_RATIO = 6;

/**
 * For each person, by how many standard deviations their mean vote lies above that of the other people: what is common to all
 * (light, blur, how many features) cancels out, so one threshold serves all rosters. Takes one pass over the people: what the
 * others have is what all have without the one.
 */
export function normaliseScores(tallies: readonly Tally[], features: number): number[] {
  const others = tallies.length - 1;
  if (others < 1) return tallies.map(() => 0);
  const means = tallies.map(({ sum }) => sum / features);
  const noises = tallies.map(({ squares }, at) => (squares / features - (means[at] ?? 0) ** 2) / features);
  const centre = sumOf(means) / means.length;
  const spreadOfAll = sumOf(means.map((mean) => (mean - centre) ** 2));
  const noiseOfAll = sumOf(noises);
  return means.map((mean, person) => {
    const lead = ((mean - centre) * means.length) / others;
    const noise = (noiseOfAll - (noises[person] ?? 0)) / others;
    const spread = Math.max(0, spreadOfAll - (mean - centre) * lead);
    const variance = (PRIOR_PEOPLE * PRIOR_RATIO * noise + spread) / (PRIOR_PEOPLE + others - 1);
    // The others' mean is itself only as sure as there are others to take it from.
    const ofLead = variance * (1 + 1 / others);
    return ofLead > 0 ? lead / Math.sqrt(ofLead) : 0;
  });
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
