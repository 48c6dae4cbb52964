import type { Candidate } from '../face-engine.ts';

/** What both engines say of one person of a short list. */
export type Evidence = {
  readonly personId: string;
  /** Cosine, -1 to 1. */
  readonly deep: number;
  /** By how much the cosine leads that of the best other person, at least LEAST_RIVAL; negative for who is led. */
  readonly lead: number;
  /** SIFT's normalised score, held within SIFT_RANGE; null when SIFT cannot compare. */
  readonly sift: number | null;
};

/**
 * The best of 20 people has about this cosine with a stranger (median over LFW's strangers 0.19): a lead over less says no more,
 * so that leads mean the same on a roster of one.
 */
const LEAST_RIVAL = 0.2;
/**
 * Below 0 all SIFT scores say the same, and above 5 they no longer tell the sure from the surer: a score of 10 that a
 * stranger reached once must not outweigh the network.
 */
const SIFT_RANGE = { least: 0, most: 5 };

/** `candidates` of a short list; those without a cosine are led by all. `cohortBest`: the cosine of the best of a borrowed cohort. */
export function collectEvidence(
  candidates: readonly Pick<Candidate, 'personId' | 'parts'>[],
  cohortBest = LEAST_RIVAL,
): Evidence[] {
  return candidates.map(({ personId, parts }) => {
    const others = candidates.filter((other) => other.personId !== personId);
    const { deep = -1, sift } = parts;
    return {
      personId,
      deep,
      lead: deep - Math.max(LEAST_RIVAL, cohortBest, ...others.map((other) => other.parts.deep ?? -1)),
      sift: sift === undefined ? null : Math.min(SIFT_RANGE.most, Math.max(SIFT_RANGE.least, sift)),
    };
  });
}
