import { bootstrapInterval, rank1, resample } from '@hadir/domain';
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
  const { pairs, ...weights } = learnFusion(trialsOf(own), sureSiftWeight(learnFusion, trialsOf(own)));
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

const REDRAWS = 60;

/**
 * What SIFT is worth at least, however the people are drawn: of a few people SIFT knows some far better than others, so that
 * its weight on one set of them can be four times that on another (docs/recognition.md).
 */
function sureSiftWeight(learnFusion: Vision['learnFusion'], trials: readonly Trial[]): number {
  const known = trials.filter(({ personId }) => personId !== undefined);
  const strangers = trials.filter(({ personId }) => personId === undefined);
  const ofPerson = groupBy(known, ({ personId }) => personId ?? '');
  const ofStranger = groupBy(strangers, ({ file }) => file);
  const { low } = bootstrapInterval(
    (random) => {
      const drawn = [...resample(ofPerson, random), ...resample(ofStranger, random)];
      return learnFusion(drawn.flat()).weights.sift;
    },
    { rounds: REDRAWS },
  );
  return Math.max(0, Math.floor(low * 100) / 100);
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
  const points = operatingPoints(trials).map((point) => pointOf(point.at, point));
  const calibrated = pointOf('as calibrated', shippedPoint(trials, calibration));
  return {
    condition,
    engine,
    known: known.length,
    strangers: strangers.length,
    rank1: rank1(known),
    points: engine === 'fused' ? [...points, calibrated] : points,
  };
}

type Point = MeasuredHalf[number]['points'][number];

function pointOf(
  at: Point['at'],
  { threshold, dir, dirInterval, wrong, strangersAccepted }: Omit<Point, 'at'>,
): Point {
  // JSON knows no -Infinity, the score of a face that was not found.
  return { at, threshold: Math.max(threshold, -1000), dir, dirInterval, wrong, strangersAccepted };
}

function countPeople(trials: readonly Trial[]): number {
  return new Set(trials.flatMap(({ personId }) => personId ?? [])).size;
}

function countStrangers(trials: readonly Trial[]): number {
  return new Set(trials.filter(({ personId }) => personId === undefined).map(({ file }) => file)).size;
}

function groupBy(trials: readonly Trial[], keyOf: (trial: Trial) => string): Trial[][] {
  const groups = new Map<string, Trial[]>();
  for (const trial of trials) groups.set(keyOf(trial), [...(groups.get(keyOf(trial)) ?? []), trial]);
  return [...groups.values()];
}
