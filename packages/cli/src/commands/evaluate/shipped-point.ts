import { bootstrapInterval, resample } from '@hadir/domain';
import type { Trial } from '@hadir/vision';
import type { ShippedPoint } from './evaluation-report.ts';
import { isCorrect } from './probe-scores.ts';

export type Shipped = { readonly threshold: number; readonly margin: number };

/** What would be marked with what is shipped: the threshold, the lead over the next, and no contradiction between engines. */
export function shippedPoint(trials: readonly Trial[], { threshold, margin }: Shipped): ShippedPoint {
  const matches = ({ candidates: [best, next], agreement }: Trial): boolean =>
    best !== undefined &&
    best.score >= threshold &&
    (!next || best.score - next.score >= margin) &&
    agreement !== 'disagree';
  const strangers = trials.filter(({ personId }) => personId === undefined);
  const known = trials.filter(({ personId }) => personId !== undefined);
  const names = [...new Set(known.map(({ personId }) => personId))];
  const people = names.map((name) => known.filter(({ personId }) => personId === name));
  const dirOf = (probes: readonly Trial[]): number =>
    probes.filter((trial) => matches(trial) && isCorrect(trial)).length / Math.max(1, probes.length);
  return {
    threshold,
    margin,
    dir: dirOf(known),
    dirInterval: bootstrapInterval((random) => dirOf(resample(people, random).flat())),
    wrong: known.filter((trial) => matches(trial) && !isCorrect(trial)).length,
    strangersAccepted: strangers.filter(matches).length,
    strangers: strangers.length,
  };
}
