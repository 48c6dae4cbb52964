import type { Trial } from '../evaluate/trials.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import { fitLogistic } from './fit-logistic.ts';
import { type Fusion, fuse } from './fusion.ts';

export type LearnedFusion = Pick<Fusion, 'weights' | 'withoutSift'> & {
  readonly pairs: { readonly genuine: number; readonly impostor: number };
};

type Pair = Evidence & { readonly isGenuine: boolean };

/** Learns from what short lists said of known people and strangers: each probe with each short-listed person is a pair. */
export function learnFusion(trials: readonly Trial[]): LearnedFusion {
  const pairs = trials.flatMap(pairsOf);
  const labels = pairs.map(({ isGenuine }) => isGenuine);
  const both = fitLogistic(
    pairs.map(({ deep, lead, sift }) => [deep, lead, sift ?? 0]),
    labels,
  );
  const alone = fitLogistic(
    pairs.map(({ deep, lead }) => [deep, lead]),
    labels,
  );
  const genuine = labels.filter((label) => label).length;
  return {
    weights: { deep: at(both, 0), lead: at(both, 1), sift: at(both, 2), bias: both.bias },
    withoutSift: { deep: at(alone, 0), lead: at(alone, 1), bias: alone.bias },
    pairs: { genuine, impostor: labels.length - genuine },
  };
}

function pairsOf({ personId, candidates }: Trial): Pair[] {
  return collectEvidence(candidates).map((evidence) => ({
    ...evidence,
    isGenuine: evidence.personId === personId,
  }));
}

function at({ weights }: { readonly weights: readonly number[] }, place: number): number {
  return Number((weights[place] ?? 0).toFixed(4));
}

/** The trial as the fusion scores it: from the parts of each candidate. */
export function rescore(fusion: Pick<Fusion, 'weights' | 'withoutSift'>, trial: Trial): Trial {
  const evidence = collectEvidence(trial.candidates);
  const candidates = trial.candidates
    .map((candidate, place) => ({ ...candidate, score: fuse(fusion, evidence[place]) }))
    .toSorted((a, b) => b.score - a.score);
  return { ...trial, candidates };
}
