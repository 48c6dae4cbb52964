import { rank1 } from '@hadir/domain';
import type {
  Calibration,
  Evaluation,
  FaceEngine,
  Fusion,
  MeasuredHalf,
  Trial,
  TrialRun,
} from '@hadir/vision';
import { operatingPoints } from '../evaluate/operating-points.ts';
import { scoresOf } from '../evaluate/probe-scores.ts';
import { shippedPoint } from '../evaluate/shipped-point.ts';
import { calibrate } from './calibrate.ts';

type About = Pick<Fusion['provenance'], 'dataSet' | 'command' | 'learnedAt'> & {
  readonly half: 'first' | 'second';
  readonly parts: FaceEngine['parts'];
};

type Vision = Pick<typeof import('@hadir/vision'), 'learnFusion' | 'rescore' | 'parseFusion'>;

/** Learns from one half of an evaluation of the unlearned `fused` engine, and measures on both. */
export function makeFusion(
  { learnFusion, rescore, parseFusion }: Vision,
  { runs }: Evaluation,
  { half, parts, ...about }: About,
): Fusion {
  const own = half === 'first' ? 0 : 1;
  const fused = runs.filter(({ engine }) => engine === 'fused');
  const trialsOf = (which: 0 | 1): Trial[] => fused.flatMap(({ halves }) => halves?.[which] ?? []);
  const other = own === 0 ? 1 : 0;
  const { pairs, ...weights } = learnFusion(trialsOf(own));
  const scored = runs.map((run) => scoreRun(run, (trial) => rescore(weights, trial)));
  const calibration = calibrate(
    scored.filter(({ engine }) => engine === 'fused').flatMap(({ halves }) => halves?.[own] ?? []),
  );
  const measure = (which: 0 | 1): MeasuredHalf =>
    [...scored, ...fused.map((run) => ({ ...run, engine: 'deep' as const }))].map((run) =>
      measureRun(run, run.halves?.[which] ?? [], calibration),
    );
  const fusion = {
    format: 1,
    ...weights,
    calibration,
    parts,
    provenance: {
      ...about,
      people: { training: countPeople(trialsOf(own)), heldOut: countPeople(trialsOf(other)) },
      strangers: { training: countStrangers(trialsOf(own)), heldOut: countStrangers(trialsOf(other)) },
      conditions: fused.map(({ condition }) => condition),
      pairs,
      measured: { training: measure(own), heldOut: measure(other) },
    },
  };
  return parseFusion(JSON.parse(JSON.stringify(fusion)), 'what was learned');
}

function scoreRun(run: TrialRun, rescore: (trial: Trial) => Trial): TrialRun {
  if (run.engine !== 'fused' || !run.halves) return run;
  const [first, second] = run.halves;
  return { ...run, halves: [first.map(rescore), second.map(rescore)] };
}

function measureRun(
  { engine, condition }: TrialRun,
  trials: readonly Trial[],
  calibration: Calibration,
): MeasuredHalf[number] {
  const { known, strangers } = scoresOf(trials);
  const points = operatingPoints(trials).map(
    ({ at, threshold, dir, dirInterval, wrong, strangersAccepted }) => ({
      at,
      threshold: finite(threshold),
      dir,
      dirInterval,
      wrong,
      strangersAccepted,
    }),
  );
  const { margin: _, ...calibrated } = shippedPoint(trials, calibration);
  const asCalibrated = engine === 'fused' ? [{ at: 'as calibrated' as const, ...calibrated }] : [];
  return {
    condition,
    engine,
    known: known.length,
    strangers: strangers.length,
    rank1: rank1(known),
    points: [...points, ...asCalibrated],
  };
}

/** JSON knows no -Infinity, the score of a face that was not found. */
function finite(threshold: number): number {
  return Math.max(threshold, -1000);
}

function countPeople(trials: readonly Trial[]): number {
  return new Set(trials.flatMap(({ personId }) => personId ?? [])).size;
}

function countStrangers(trials: readonly Trial[]): number {
  return new Set(trials.filter(({ personId }) => personId === undefined).map(({ file }) => file)).size;
}
