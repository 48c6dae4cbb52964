import type { Tally } from './tally-votes.ts';

/**
 * In a roster of three the spread of two others says little. So their spread is held to what it is expected to be, as if
 * that were known from this many more people…
 */
const PRIOR_PEOPLE = 10;
/** …and expected is this many times the variance of one person's own mean vote: the median over ORL and LFW, rosters of 5 to 40. */
const PRIOR_RATIO = 4.5;

/**
 * For each person, by how many standard deviations their mean vote lies above that of the other people: what is common to all
 * (light, blur, how many features) cancels out, so one threshold serves all rosters.
 */
export function normaliseScores(tallies: readonly Tally[], features: number): number[] {
  const means = tallies.map(({ sum }) => sum / features);
  const noises = tallies.map(({ squares }, at) => (squares / features - (means[at] ?? 0) ** 2) / features);
  return means.map((mean, person) => {
    const others = means.filter((_, at) => at !== person);
    if (others.length === 0) return 0;
    const average = meanOf(others);
    const noise = meanOf(noises.filter((_, at) => at !== person));
    const spread = others.reduce((sum, other) => sum + (other - average) ** 2, 0);
    const variance = (PRIOR_PEOPLE * PRIOR_RATIO * noise + spread) / (PRIOR_PEOPLE + others.length - 1);
    return variance > 0 ? (mean - average) / Math.sqrt(variance) : 0;
  });
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
