import { bootstrapInterval, identificationRate, type KnownProbe, resample } from '@hadir/domain';
import type { TrialRun } from '@hadir/vision';
import type { Comparison, PointName } from './evaluation-report.ts';
import { pointNames, thresholdAt } from './operating-points.ts';
import { type Scores, scoresOf } from './probe-scores.ts';

/** `fused` against each engine alone, under each condition: the same people and strangers are drawn for both. */
export function compareEngines(runs: readonly TrialRun[]): Comparison[] {
  return runs
    .filter(({ engine }) => engine === 'fused')
    .flatMap((fused) =>
      runs
        .filter(({ engine, condition }) => engine !== 'fused' && condition === fused.condition)
        .flatMap((alone) => compare(fused, alone)),
    );
}

function compare(one: TrialRun, other: TrialRun): Comparison[] {
  const [ours, theirs] = [scoresOf(one.trials), scoresOf(other.trials)];
  // Both saw the same probes in the same order.
  const people = ours.people.map((probes, at) => ({ ours: probes, theirs: theirs.people[at] ?? [] }));
  const strangers = ours.strangers.map((score, at) => ({ ours: score, theirs: theirs.strangers[at] ?? 0 }));
  return pointNames(strangers.length).map((at) => ({
    condition: one.condition,
    engine: one.engine,
    against: other.engine,
    at,
    difference: dirAt(ours, at) - dirAt(theirs, at),
    interval: bootstrapInterval((random) => {
      const drawnPeople = resample(people, random);
      const drawnStrangers = resample(strangers, random);
      const side = (name: 'ours' | 'theirs'): number =>
        dirAt(
          {
            people: [],
            known: drawnPeople.flatMap((each): readonly KnownProbe[] => each[name]),
            strangers: drawnStrangers.map((each) => each[name]),
          },
          at,
        );
      return side('ours') - side('theirs');
    }),
  }));
}

function dirAt(scores: Scores, at: PointName): number {
  return identificationRate(scores.known, thresholdAt(scores, at));
}
