import { defaultMargin, defaultThreshold } from '../calibration.ts';
import type { FaceEngine } from '../face-engine.ts';
import { identificationRate, type KnownProbe, rank1, thresholdAtFpir } from './error-rates.ts';
import type { EvaluationReport, OperatingPoint } from './evaluation-report.ts';
import { type Dataset, type Layout, readDataset } from './read-dataset.ts';
import { runTrials, type Trial, type Trials } from './run-trials.ts';

export type EvaluationProgress = { readonly done: number; readonly total: number };

export type EvaluateOptions = {
  readonly engine: FaceEngine;
  readonly facesDir: string;
  /** `protocol` unless set. */
  readonly layout?: Layout;
  /** Photos to enrol each person with in the `folders` layout; 5 unless set. */
  readonly enrol?: number;
  /** Called after each image. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
};

const DEFAULT_ENROL = 5;
/** One in a thousand cannot be seen among fewer. */
const STRANGERS_FOR_FPIR_0_1 = 1000;

/** Measures an engine on a folder of faces. Rejects with EvaluationError when the folder is not laid out so. */
export async function evaluate(options: EvaluateOptions): Promise<EvaluationReport> {
  const { engine, facesDir, layout = 'protocol', enrol = DEFAULT_ENROL, onProgress } = options;
  const dataset = await readDataset(facesDir, layout, enrol);
  const total = countImages(dataset);
  let done = 0;
  const results = await runTrials(engine, dataset, () => onProgress?.({ done: ++done, total }));
  return report(engine, dataset, results);
}

function countImages({ people, strangers }: Dataset): number {
  return people.reduce((sum, { enrol, probe }) => sum + enrol.length + probe.length, strangers.length);
}

function report(engine: FaceEngine, { people }: Dataset, results: Trials): EvaluationReport {
  const known = results.trials.filter(({ personId }) => personId !== undefined);
  const strangers = results.trials.filter(({ personId }) => personId === undefined);
  const knownProbes = known.map((trial) => ({ score: topScore(trial), correct: isCorrect(trial) }));
  return {
    engine: engine.name,
    modelVersion: engine.parts.map(({ modelVersion }) => modelVersion).join(' + '),
    enrolled: {
      people: people.length,
      photos: people.reduce((sum, { enrol }) => sum + enrol.length, 0),
      missed: results.enrolMisses,
    },
    known: countProbes(known),
    strangers: countProbes(strangers),
    rank1: rank1(knownProbes),
    operatingPoints: operatingPoints(knownProbes, strangers.map(topScore)),
    shipped: atShipped(engine, known, strangers),
    cpuMs: meanCpu(results),
  };
}

function countProbes(trials: readonly Trial[]): { probes: number; missed: number } {
  return { probes: trials.length, missed: trials.filter(({ found }) => !found).length };
}

function topScore({ candidates }: Trial): number {
  return candidates[0]?.score ?? Number.NEGATIVE_INFINITY;
}

function isCorrect({ candidates, personId }: Trial): boolean {
  return candidates[0] !== undefined && candidates[0].personId === personId;
}

function operatingPoints(known: readonly KnownProbe[], strangerScores: readonly number[]): OperatingPoint[] {
  const point = (at: OperatingPoint['at'], fpir: number): OperatingPoint => {
    const threshold = thresholdAtFpir(strangerScores, fpir);
    return { at, threshold, dir: identificationRate(known, threshold) };
  };
  const strict =
    strangerScores.length < STRANGERS_FOR_FPIR_0_1
      ? point('no stranger accepted', 0)
      : point('FPIR 0.1 %', 0.001);
  return [point('FPIR 1 %', 0.01), strict];
}

function atShipped(
  engine: FaceEngine,
  known: readonly Trial[],
  strangers: readonly Trial[],
): EvaluationReport['shipped'] {
  const threshold = defaultThreshold(engine);
  const margin = defaultMargin(engine);
  const matches = ({ candidates: [best, next] }: Trial): boolean =>
    best !== undefined && best.score >= threshold && (!next || best.score - next.score >= margin);
  const right = known.filter((trial) => matches(trial) && isCorrect(trial)).length;
  return {
    threshold,
    margin,
    dir: known.length === 0 ? 0 : right / known.length,
    wrong: known.filter((trial) => matches(trial) && !isCorrect(trial)).length,
    strangersAccepted: strangers.filter(matches).length,
  };
}

function meanCpu({ cpuMs, images, searches }: Trials): EvaluationReport['cpuMs'] {
  const perImage = (sum: number): number => sum / Math.max(1, images);
  return {
    decode: perImage(cpuMs.decode),
    detect: perImage(cpuMs.detect),
    describe: perImage(cpuMs.describe),
    search: cpuMs.search / Math.max(1, searches),
  };
}
