import type { LivenessVerdict } from './liveness/judge-liveness.ts';

/** A gallery person and how alike the face is to them; higher is more alike, in the engine's own unit. */
export type Candidate = { readonly personId: string; readonly score: number };

/** Whether the engines name the same person; `silent` when one has no opinion of its own. Null for one engine alone. */
export type Agreement = 'agree' | 'silent' | 'disagree';

/** A face of a frame, and what was found out about it. */
export type Probe = {
  /** One for each person, in any order. */
  readonly candidates: readonly Candidate[];
  readonly agreement?: Agreement | null;
  /** What the face is worth, 0 to 1. */
  readonly quality?: number;
  /** Of the face's presentation, and only where attacks are to be refused: then a suspected one is no match. */
  readonly liveness?: LivenessVerdict | null;
};

export type MatchRule = {
  /** The lowest score that counts as a match. */
  readonly threshold: number;
  /** How far the best person must lead each other one; 0 asks for no lead. */
  readonly margin: number;
  /** Below this quality nothing is said about who it is. Any quality will do unless set. */
  readonly minQuality?: number;
  /** Pairs of people (`pairKey`) who look so alike that the lead of one over the other must be `lookAlikeMargin`. */
  readonly lookAlikes?: ReadonlySet<string>;
  readonly lookAlikeMargin?: number;
};

export const IDENTIFICATION_REASONS = [
  'match',
  'below-threshold',
  'ambiguous',
  'engines-disagree',
  'poor-quality',
  'spoof-suspected',
] as const;
export type IdentificationReason = (typeof IDENTIFICATION_REASONS)[number];

/** A probe's result: a match when `personId` is set, else unknown. The candidates stand as found, whatever was decided. */
export type Identification = {
  readonly personId: string | null;
  readonly reason: IdentificationReason;
  readonly candidate: Candidate | null;
  /** Of the others, the one whose distance to the candidate falls shortest of what is asked: the next best but for look-alikes. */
  readonly runnerUp: Candidate | null;
  /** The candidate's lead over the runner-up; null without a runner-up. */
  readonly margin: number | null;
  /** The lead over the runner-up that the rule asks for. */
  readonly requiredMargin: number;
};

/** Two people in either order. */
export function pairKey(a: string, b: string): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

/**
 * Decides every face of one frame. The first reason that holds is told: a poor face says nothing about who it is, whatever it
 * scored; nobody is like it enough; the engines contradict each other; two people are about as like it; it seems to be no
 * living face. A person is in one place: of two faces that match them, the one with the higher score (the first of equals)
 * keeps the match, and the other becomes ambiguous rather than its next best candidate, for a wrong mark costs more than a missed one.
 */
export function identify(faces: readonly Probe[], rule: MatchRule): Identification[] {
  const decided = faces.map((face) => identifyFace(face, rule));
  return decided.map((face, index) => {
    const outdone = decided.some((other, at) => at !== index && claimsBefore(other, at, face, index));
    return outdone ? { ...face, personId: null, reason: 'ambiguous' } : face;
  });
}

type Findings = Omit<Identification, 'personId' | 'reason'>;

function identifyFace(probe: Probe, rule: MatchRule): Identification {
  const findings = compareCandidates(probe.candidates, rule);
  const reason = reasonFor(probe, findings, rule);
  const personId = reason === 'match' ? (findings.candidate?.personId ?? null) : null;
  return { personId, reason, ...findings };
}

function reasonFor(
  { quality = 1, agreement, liveness }: Probe,
  { candidate, margin, requiredMargin }: Findings,
  { threshold, minQuality = 0 }: MatchRule,
): IdentificationReason {
  if (!(quality >= minQuality)) return 'poor-quality';
  if (!candidate || !(candidate.score >= threshold)) return 'below-threshold';
  if (agreement === 'disagree') return 'engines-disagree';
  if (margin !== null && !(margin >= requiredMargin)) return 'ambiguous';
  return liveness === 'suspected' ? 'spoof-suspected' : 'match';
}

function compareCandidates(candidates: readonly Candidate[], rule: MatchRule): Findings {
  const candidate = first(candidates, (a, b) => a.score > b.score);
  if (!candidate) return { candidate: null, runnerUp: null, margin: null, requiredMargin: rule.margin };
  const spareLead = (other: Candidate): number =>
    candidate.score - other.score - marginBetween(candidate, other, rule);
  const others = candidates.filter(({ personId }) => personId !== candidate.personId);
  const runnerUp = first(
    others,
    (a, b) => spareLead(a) < spareLead(b) || (spareLead(a) === spareLead(b) && a.score > b.score),
  );
  if (!runnerUp) return { candidate, runnerUp: null, margin: null, requiredMargin: rule.margin };
  const requiredMargin = marginBetween(candidate, runnerUp, rule);
  return { candidate, runnerUp, margin: candidate.score - runnerUp.score, requiredMargin };
}

function marginBetween(
  a: Candidate,
  b: Candidate,
  { margin, lookAlikes, lookAlikeMargin }: MatchRule,
): number {
  const areAlike = lookAlikes?.has(pairKey(a.personId, b.personId)) ?? false;
  return areAlike ? Math.max(margin, lookAlikeMargin ?? margin) : margin;
}

/** The one before which none goes; of equals the one that comes first. */
function first(
  candidates: readonly Candidate[],
  goesBefore: (a: Candidate, b: Candidate) => boolean,
): Candidate | undefined {
  let found: Candidate | undefined;
  for (const candidate of candidates) {
    if (!found || goesBefore(candidate, found)) found = candidate;
  }
  return found;
}

function claimsBefore(other: Identification, otherAt: number, face: Identification, at: number): boolean {
  if (face.personId === null || other.personId !== face.personId) return false;
  const [theirs, ours] = [other.candidate?.score ?? 0, face.candidate?.score ?? 0];
  return theirs > ours || (theirs === ours && otherAt < at);
}
