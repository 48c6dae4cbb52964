import type { Agreement, Candidate } from '../face-engine.ts';

/**
 * In units of SIFT's normalised score. One stranger in a hundred reaches `opinion`, so from there on SIFT has one. It
 * contradicts when it names another person of the short list with at least `contradiction` and by the margin that it is
 * shipped with. docs/recognition.md tells what that costs and stops.
 */
const SIFT_SAYS = { opinion: 5, contradiction: 9, margin: 3 };

/**
 * What SIFT says to the first of the candidates, whom the fused score names. A low score of their own is no contradiction: in
 * free light a quarter of genuine pairs have none to speak of; the fused score weighs it.
 */
export function judgeAgreement([best, ...others]: readonly Pick<Candidate, 'parts'>[]): Agreement {
  const own = best?.parts.sift;
  if (own === undefined) return 'silent';
  const rival = Math.max(...others.map(({ parts }) => parts.sift ?? Number.NEGATIVE_INFINITY));
  if (rival >= SIFT_SAYS.contradiction && rival - own >= SIFT_SAYS.margin) return 'disagree';
  return own >= SIFT_SAYS.opinion && own > rival ? 'agree' : 'silent';
}
