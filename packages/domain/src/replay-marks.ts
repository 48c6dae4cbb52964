import { type ConfirmRule, confirm, sightingWeight } from './confirm.ts';
import type { Agreement, MatchRule } from './identify.ts';

/** What was kept of a face that was seen and looked like someone. */
export type KeptSighting = {
  readonly sessionId: string;
  readonly candidateId: string;
  readonly score: number;
  /** The candidate's lead; null without a runner-up. */
  readonly margin: number | null;
  /** The lead that was asked for; null when it was not kept. */
  readonly requiredMargin: number | null;
  readonly agreement: Agreement | null;
  readonly quality: number;
  readonly reason: string;
  readonly atMs: number;
};

export type Mark = { readonly sessionId: string; readonly personId: string };
export type MarkDifference = { readonly lost: readonly Mark[]; readonly gained: readonly Mark[] };

/** No threshold makes these a match. */
const REFUSED_ANYWAY: readonly string[] = ['poor-quality', 'spoof-suspected'];

/** The marks that sightings would make under one rule and not under the other. */
export function compareMarks(
  sightings: readonly KeptSighting[],
  now: MatchRule,
  then: MatchRule,
  confirmRule: ConfirmRule,
): MarkDifference {
  const [before, after] = [marksOf(sightings, now, confirmRule), marksOf(sightings, then, confirmRule)];
  const missingFrom = (others: ReadonlyMap<string, Mark>) => (entry: readonly [string, Mark]) =>
    !others.has(entry[0]);
  return {
    lost: [...before].filter(missingFrom(after)).map(([, mark]) => mark),
    gained: [...after].filter(missingFrom(before)).map(([, mark]) => mark),
  };
}

function marksOf(
  sightings: readonly KeptSighting[],
  rule: MatchRule,
  confirmRule: ConfirmRule,
): Map<string, Mark> {
  const matches = new Map<string, KeptSighting[]>();
  for (const sighting of sightings) {
    if (!isMatch(sighting, rule)) continue;
    const key = `${sighting.sessionId} ${sighting.candidateId}`;
    const own = matches.get(key) ?? [];
    matches.set(key, own);
    own.push(sighting);
  }
  const marks = new Map<string, Mark>();
  for (const [key, own] of matches) {
    const [one] = own;
    if (one && isConfirmed(own, confirmRule))
      marks.set(key, { sessionId: one.sessionId, personId: one.candidateId });
  }
  return marks;
}

function isMatch(
  { score, margin, requiredMargin, agreement, reason }: KeptSighting,
  rule: MatchRule,
): boolean {
  if (REFUSED_ANYWAY.includes(reason) || agreement === 'disagree') return false;
  // One who looks like another keeps the wider lead that was asked for.
  const lead = Math.max(rule.margin, requiredMargin ?? 0);
  return score >= rule.threshold && (margin === null || margin >= lead);
}

/** Each frame once, in the order of time: only what lies within a window of a sighting can confirm it. */
function isConfirmed(sightings: readonly KeptSighting[], rule: ConfirmRule): boolean {
  const seen = sightings
    .map(({ atMs, quality }) => ({ atMs, weight: sightingWeight(quality) }))
    .sort((a, b) => a.atMs - b.atMs);
  return seen.some(({ atMs }, at) => {
    const from = seen.findIndex((other) => other.atMs >= atMs - rule.windowMs);
    return confirm(seen.slice(Math.max(0, from), at + 1), atMs, rule).confirmed;
  });
}
