import { findBlinks } from './find-blinks.ts';
import { findLockStep } from './find-lock-step.ts';
import { findParallax } from './find-parallax.ts';
import { findTurn } from './find-turn.ts';
import { judgeFrozen } from './judge-frozen.ts';
import { judgePassive } from './judge-passive.ts';
import { defaultLivenessRule, type LivenessRule } from './liveness-rule.ts';
import type { LivenessCue, PresentationSamples } from './presentation-sample.ts';

/** `live` took a blink or a turn of the head; `suspected` is what more than one still frame speaks against. */
export type LivenessVerdict = 'live' | 'suspected' | 'undecided';

export type Liveness = {
  readonly verdict: LivenessVerdict;
  /** How sure it is a person: 0 to 1, and 0.5 when nothing is known. */
  readonly score: number;
  readonly cues: readonly LivenessCue[];
};

/**
 * Judges one presentation by its samples, in any order, one a frame. `others`: samples of the other faces in view
 * meanwhile, which may move in lock-step with it.
 */
export function judgeLiveness(
  samples: PresentationSamples,
  rule: LivenessRule = defaultLivenessRule,
  others: readonly PresentationSamples[] = [],
): Liveness {
  const inOrder = samples.toSorted((a, b) => a.atMs - b.atMs);
  const cues: readonly LivenessCue[] = [
    findBlinks(inOrder, rule.blink),
    findTurn(inOrder, rule.turn),
    findParallax(inOrder, rule.parallax),
    judgeFrozen(inOrder, rule.frozen),
    findLockStep(inOrder, others, rule.lockStep),
    ...judgePassive(inOrder, rule),
  ];
  const score = scoreOf(cues, rule);
  return { verdict: verdictOf(inOrder.length, cues, score, rule), score, cues };
}

function scoreOf(cues: readonly LivenessCue[], { weights }: LivenessRule): number {
  let logOdds = 0;
  for (const { name, says } of cues) {
    if (says === 'live') logOdds += weights[name].live;
    if (says === 'spoof') logOdds -= weights[name].spoof;
  }
  return 1 / (1 + Math.exp(-logOdds));
}

function verdictOf(
  sampleCount: number,
  cues: readonly LivenessCue[],
  score: number,
  rule: LivenessRule,
): LivenessVerdict {
  if (sampleCount < rule.minSamples) return 'undecided';
  if (score <= rule.suspectedUpTo) return 'suspected';
  const moved = cues.some(({ name, says }) => says === 'live' && (name === 'blink' || name === 'turn'));
  return moved && score >= rule.liveFrom ? 'live' : 'undecided';
}
