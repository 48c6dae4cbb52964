import {
  falsePositiveRate,
  type Interval,
  identificationRate,
  type KnownProbe,
  thresholdAtFpir,
  wilsonInterval,
} from './error-rates.ts';
import { bootstrapInterval, resample } from './resample.ts';

/** One presentation whose truth is known or assumed, with its best score. */
export type LabelledPresentation = {
  /** Whom it was taken for; what resembles each other is drawn together. */
  readonly personId: string;
  readonly score: number;
  readonly label: 'genuine' | 'impostor';
};

export type RatesAtThreshold = {
  readonly threshold: number;
  /** The share of genuine presentations above it; bootstrap over people. */
  readonly dir: number;
  readonly dirInterval: Interval;
  /** The share of impostors above it; Wilson. */
  readonly fpir: number;
  readonly fpirInterval: Interval;
};

export type LabelCount = { readonly genuine: number; readonly people: number; readonly impostors: number };

export type ThresholdProposal =
  | { readonly kind: 'too-few'; readonly have: LabelCount; readonly need: LabelCount }
  | {
      readonly kind: 'proposal';
      readonly have: LabelCount;
      readonly proposed: RatesAtThreshold;
      /** Where the threshold would lie with other presentations of the same site. */
      readonly interval: Interval;
    };

/** So that three missed of a hundred can be told from none. */
const LEAST_GENUINE = 100;
const LEAST_PEOPLE = 20;
/** When none of n were accepted, the rate is below 3/n in 95 of 100 cases (the rule of three; Hanley, 1983). */
const RULE_OF_THREE = 3;

/** What a proposal for this FPIR rests on at least. */
export function labelsNeeded(targetFpir: number): LabelCount {
  return {
    genuine: LEAST_GENUINE,
    people: LEAST_PEOPLE,
    impostors: Math.ceil(RULE_OF_THREE / targetFpir - 1e-9),
  };
}

/** The threshold, never under `least`, above which at most `targetFpir` of the impostors are, or how many labels are wanting. */
export function proposeThreshold(
  labelled: readonly LabelledPresentation[],
  { targetFpir, least }: { readonly targetFpir: number; readonly least: number },
): ThresholdProposal {
  const { byPerson, impostors } = split(labelled);
  const have = {
    genuine: byPerson.flat().length,
    people: byPerson.length,
    impostors: impostors.length,
  };
  const need = labelsNeeded(targetFpir);
  if (have.genuine < need.genuine || have.people < need.people || have.impostors < need.impostors)
    return { kind: 'too-few', have, need };
  const put = (scores: readonly number[]): number => Math.max(least, thresholdAtFpir(scores, targetFpir));
  const interval = bootstrapInterval((random) => put(resample(impostors, random)));
  return { kind: 'proposal', have, proposed: ratesAtThreshold(labelled, put(impostors)), interval };
}

/** What a threshold does to labelled presentations: a score must be above it. */
export function ratesAtThreshold(
  labelled: readonly LabelledPresentation[],
  threshold: number,
): RatesAtThreshold {
  const { byPerson, impostors } = split(labelled);
  const accepted = impostors.filter((score) => score > threshold).length;
  return {
    threshold,
    dir: identificationRate(byPerson.flat(), threshold),
    dirInterval: bootstrapInterval((random) =>
      identificationRate(resample(byPerson, random).flat(), threshold),
    ),
    fpir: falsePositiveRate(impostors, threshold),
    fpirInterval: wilsonInterval(accepted, impostors.length),
  };
}

function split(labelled: readonly LabelledPresentation[]) {
  const people = new Map<string, KnownProbe[]>();
  const impostors: number[] = [];
  for (const { personId, score, label } of labelled) {
    if (label === 'impostor') {
      impostors.push(score);
      continue;
    }
    const probes = people.get(personId) ?? [];
    people.set(personId, probes);
    probes.push({ score, correct: true });
  }
  return { byPerson: [...people.values()], impostors };
}
