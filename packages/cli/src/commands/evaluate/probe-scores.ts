import type { KnownProbe, Random } from '@hadir/domain';
import { resample } from '@hadir/domain';
import type { Trial } from '@hadir/vision';

/** The scores that rates are made from: known probes by person, for those of one person resemble each other. */
export type Scores = {
  readonly people: readonly (readonly KnownProbe[])[];
  readonly known: readonly KnownProbe[];
  readonly strangers: readonly number[];
};

const MISSED = Number.NEGATIVE_INFINITY;

export function scoresOf(trials: readonly Trial[]): Scores {
  const people = new Map<string, KnownProbe[]>();
  const strangers: number[] = [];
  for (const trial of trials) {
    if (trial.personId === undefined) {
      strangers.push(topScore(trial));
      continue;
    }
    const probes = people.get(trial.personId) ?? [];
    people.set(trial.personId, probes);
    probes.push({ score: topScore(trial), correct: isCorrect(trial) });
  }
  return { people: [...people.values()], known: [...people.values()].flat(), strangers };
}

export function topScore({ candidates }: Trial): number {
  return candidates[0]?.score ?? MISSED;
}

export function isCorrect({ candidates, personId }: Trial): boolean {
  return candidates[0] !== undefined && candidates[0].personId === personId;
}

/** Other people and strangers of the same kind: drawn again with replacement. */
export function redraw({ people, strangers }: Scores, random: Random): Scores {
  const drawn = resample(people, random);
  return { people: drawn, known: drawn.flat(), strangers: resample(strangers, random) };
}
