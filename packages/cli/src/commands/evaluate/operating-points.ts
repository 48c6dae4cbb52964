import {
  bootstrapInterval,
  falsePositiveRate,
  identificationRate,
  type KnownProbe,
  thresholdAtFpir,
  wilsonInterval,
} from '@hadir/domain';
import type { Trial } from '@hadir/vision';
import type { AgreementEffect, CarriedPoint, OperatingPoint, PointName } from './evaluation-report.ts';
import { isCorrect, redraw, type Scores, scoresOf, topScore } from './probe-scores.ts';

/** One in a thousand cannot be seen among fewer. */
const STRANGERS_FOR_FPIR_0_1 = 1000;

const FPIR: Readonly<Record<PointName, number>> = {
  'FPIR 1 %': 0.01,
  'FPIR 0.1 %': 0.001,
  'no stranger accepted': 0,
};

export function pointNames(strangers: number): PointName[] {
  return strangers < STRANGERS_FOR_FPIR_0_1
    ? ['FPIR 1 %', 'no stranger accepted']
    : ['FPIR 1 %', 'FPIR 0.1 %', 'no stranger accepted'];
}

export function thresholdAt({ strangers }: Scores, at: PointName): number {
  return thresholdAtFpir(strangers, FPIR[at]);
}

/** DIR where the threshold is put by these trials' own strangers. */
export function operatingPoints(trials: readonly Trial[]): OperatingPoint[] {
  const scores = scoresOf(trials);
  return pointNames(scores.strangers.length).map((at) => {
    const threshold = thresholdAt(scores, at);
    const dirInterval = bootstrapInterval((random) => {
      const drawn = redraw(scores, random);
      return identificationRate(drawn.known, thresholdAt(drawn, at));
    });
    return { ...ratesAt(scores, at, threshold), dirInterval, agreement: agreementEffect(trials, threshold) };
  });
}

/** DIR and FPIR where the threshold was put on other trials: it stays as it is in every draw. */
export function carriedPoints(
  trials: readonly Trial[],
  thresholds: readonly { readonly at: PointName; readonly threshold: number }[],
): CarriedPoint[] {
  const scores = scoresOf(trials);
  return thresholds.map(({ at, threshold }) => {
    const dirInterval = bootstrapInterval((random) =>
      identificationRate(redraw(scores, random).known, threshold),
    );
    return { ...ratesAt(scores, at, threshold), dirInterval };
  });
}

function ratesAt({ known, strangers }: Scores, at: PointName, threshold: number) {
  const strangersAccepted = strangers.filter((score) => score > threshold).length;
  const isWrong = ({ score, correct }: KnownProbe): boolean => !correct && score > threshold;
  return {
    at,
    threshold,
    dir: identificationRate(known, threshold),
    fpir: falsePositiveRate(strangers, threshold),
    fpirInterval: wilsonInterval(strangersAccepted, strangers.length),
    wrong: known.filter(isWrong).length,
    strangersAccepted,
    strangers: strangers.length,
  };
}

function agreementEffect(trials: readonly Trial[], threshold: number): AgreementEffect | null {
  if (trials.every(({ agreement }) => agreement === null)) return null;
  const above = trials.filter((trial) => topScore(trial) > threshold);
  const refused = above.filter(({ agreement }) => agreement === 'disagree');
  const rightRefused = refused.filter(isCorrect).length;
  const strangersStopped = refused.filter(({ personId }) => personId === undefined).length;
  const known = trials.filter(({ personId }) => personId !== undefined).length;
  return {
    rightRefused,
    wrongStopped: refused.length - rightRefused - strangersStopped,
    strangersStopped,
    dir: (above.filter(isCorrect).length - rightRefused) / Math.max(1, known),
  };
}
