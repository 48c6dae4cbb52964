import type { Trial } from '../evaluate/trials.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { fitLogistic, type Logistic } from './fit-logistic.ts';
import { type Fusion, fuse } from './fusion.ts';

export type LearnedFusion = Pick<Fusion, 'weights' | 'withoutSift'> & {
  readonly pairs: { readonly genuine: number; readonly impostor: number };
};

type Pair = Evidence & { readonly isGenuine: boolean };

/**
 * Learns from what short lists said of known people and strangers: each probe with each short-listed person is a pair. With
 * `siftWeight` only the other weights are learned.
 */
export function learnFusion(trials: readonly Trial[], siftWeight?: number): LearnedFusion {
  const pairs = trials.flatMap(pairsOf);
  const labels = pairs.map(({ isGenuine }) => isGenuine);
  const deepRows = pairs.map(({ deep, lead }) => [deep, lead]);
  const siftOf = ({ sift }: Pair): number => sift ?? 0;
  const both =
    siftWeight === undefined
      ? fitLogistic(
          pairs.map((pair) => [pair.deep, pair.lead, siftOf(pair)]),
          labels,
        )
      : fitLogistic(
          deepRows,
          labels,
          pairs.map((pair) => siftWeight * siftOf(pair)),
        );
  const alone = fitLogistic(deepRows, labels);
  const genuine = labels.filter((label) => label).length;
  return {
    weights: {
      deep: at(both, 0),
      lead: at(both, 1),
      sift: siftWeight ?? at(both, 2),
      bias: rounded(both.bias),
    },
    withoutSift: { deep: at(alone, 0), lead: at(alone, 1), bias: rounded(alone.bias) },
    pairs: { genuine, impostor: labels.length - genuine },
  };
}

function pairsOf({ personId, candidates }: Trial): Pair[] {
  return collectEvidence(candidates).map((evidence) => ({
    ...evidence,
    isGenuine: evidence.personId === personId,
  }));
}

function at({ weights }: Logistic, place: number): number {
  return rounded(weights[place] ?? 0);
}

/** More digits would pretend to be surer. */
function rounded(value: number): number {
  return Number(value.toFixed(3));
}

/** The trial as the fusion scores it: from the parts of each candidate. */
export function rescore(fusion: Pick<Fusion, 'weights' | 'withoutSift'>, trial: Trial): Trial {
  const evidence = collectEvidence(trial.candidates);
  const candidates = trial.candidates
    .map((candidate, place) => ({ ...candidate, score: fuse(fusion, evidence[place]) }))
    .toSorted((a, b) => b.score - a.score);
  return { ...trial, candidates };
}
