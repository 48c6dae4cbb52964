/** A gallery person and how alike the face is to them; higher is more alike, in the engine's own unit. */
export type Candidate = { readonly personId: string; readonly score: number };

export type MatchRule = {
  /** The lowest score that counts as a match. */
  readonly threshold: number;
  /** How far the best person must lead the next one; 0 asks for no lead. */
  readonly margin: number;
};

export type IdentificationReason = 'match' | 'below-threshold' | 'ambiguous';

/** A probe's result: a match when `personId` is set, else unknown. The candidates stand as found, whatever was decided. */
export type Identification = {
  readonly personId: string | null;
  readonly reason: IdentificationReason;
  readonly candidate: Candidate | null;
  readonly runnerUp: Candidate | null;
  /** The candidate's lead over the runner-up; null without a runner-up. */
  readonly margin: number | null;
};

/**
 * Decides every face of one frame: `faces[i]` holds the candidates of face `i`, one per person, in any order.
 * A person is in one place: of two faces that both match them, the one with the higher score (the first of equals)
 * keeps the match, and the other becomes ambiguous rather than its next best candidate, for a wrong mark costs more than a missed one.
 */
export function identify(faces: readonly (readonly Candidate[])[], rule: MatchRule): Identification[] {
  const decided = faces.map((candidates) => identifyFace(candidates, rule));
  return decided.map((face, index) => {
    const outdone = decided.some((other, at) => at !== index && claimsBefore(other, at, face, index));
    return outdone ? { ...face, personId: null, reason: 'ambiguous' } : face;
  });
}

function identifyFace(candidates: readonly Candidate[], { threshold, margin }: MatchRule): Identification {
  const candidate = best(candidates);
  if (!candidate) {
    return { personId: null, reason: 'below-threshold', candidate: null, runnerUp: null, margin: null };
  }
  const runnerUp = best(candidates.filter(({ personId }) => personId !== candidate.personId));
  const lead = runnerUp && candidate.score - runnerUp.score;
  const found = { candidate, runnerUp: runnerUp ?? null, margin: lead ?? null };
  if (!(candidate.score >= threshold)) return { personId: null, reason: 'below-threshold', ...found };
  if (lead !== undefined && !(lead >= margin)) return { personId: null, reason: 'ambiguous', ...found };
  return { personId: candidate.personId, reason: 'match', ...found };
}

function best(candidates: readonly Candidate[]): Candidate | undefined {
  let found: Candidate | undefined;
  for (const candidate of candidates) {
    if (!found || candidate.score > found.score) found = candidate;
  }
  return found;
}

function claimsBefore(other: Identification, otherAt: number, face: Identification, at: number): boolean {
  if (face.personId === null || other.personId !== face.personId) return false;
  const [theirs, ours] = [other.candidate?.score ?? 0, face.candidate?.score ?? 0];
  return theirs > ours || (theirs === ours && otherAt < at);
}
