import { detPoints, rank1, wilsonInterval } from '@hadir/domain';
import type { Evaluation, Trial, TrialRun } from '@hadir/vision';
import { compareEngines } from './compare-engines.ts';
import { worstConfusions } from './confusions.ts';
import type { Counted, EvaluationReport, HalfReport, RunReport } from './evaluation-report.ts';
import { carriedPoints, operatingPoints } from './operating-points.ts';
import { scoresOf } from './probe-scores.ts';
import { type Shipped, shippedPoint } from './shipped-point.ts';
import { sizeBins } from './size-bins.ts';

/** The figures of an evaluation. `shippedOf` tells an engine's shipped threshold and margin. */
export function summarise(
  { people, runs }: Evaluation,
  shippedOf: (engine: TrialRun['engine']) => Shipped,
): EvaluationReport {
  const photos = people.reduce((sum, { enrol }) => sum + enrol.length, 0);
  const reports = runs.map((run) => {
    const first = runs.find(({ engine }) => engine === run.engine);
    return {
      ...summariseRun(run, shippedOf(run.engine)),
      enrolled: { people: people.length, photos, missed: run.enrolMisses },
      carried: first && first !== run ? carriedPoints(run.trials, operatingPoints(first.trials)) : null,
    };
  });
  const [top] = reports;
  if (!top) throw new RangeError('nothing was evaluated');
  return { ...top, runs: reports, sizes: sizesOf(runs), comparisons: compareEngines(runs) };
}

function summariseRun(run: TrialRun, shipped: Shipped): Omit<RunReport, 'enrolled' | 'carried'> {
  const { engine, modelVersion, condition, trials, halves, cpuMs } = run;
  const scores = scoresOf(trials);
  const first = rank1(scores.known);
  return {
    engine,
    modelVersion,
    condition,
    known: count(trials.filter(({ personId }) => personId !== undefined)),
    strangers: count(trials.filter(({ personId }) => personId === undefined)),
    rank1: first,
    rank1Interval: wilsonInterval(Math.round(first * scores.known.length), scores.known.length),
    operatingPoints: operatingPoints(trials),
    shipped: shippedPoint(trials, shipped),
    halves: halves && halfReports(halves, shipped),
    confusions: worstConfusions(trials),
    curve: detPoints(scores.known, scores.strangers),
    cpuMs,
  };
}

function count(trials: readonly Trial[]): Counted {
  return { probes: trials.length, missed: trials.filter(({ foundPx }) => foundPx === null).length };
}

function halfReports(
  [first, second]: readonly [readonly Trial[], readonly Trial[]],
  shipped: Shipped,
): HalfReport[] {
  const report = (chosen: readonly Trial[], on: readonly Trial[]) => ({
    points: carriedPoints(on, operatingPoints(chosen)),
    shipped: shippedPoint(on, shipped),
  });
  return [
    { chosenOn: 'first', reportedOn: 'second', ...report(first, second) },
    { chosenOn: 'second', reportedOn: 'first', ...report(second, first) },
  ];
}

function sizesOf(runs: readonly TrialRun[]): EvaluationReport['sizes'] {
  const engines = [...new Set(runs.map(({ engine }) => engine))];
  return engines.map((engine) => {
    const own = runs.filter((run) => run.engine === engine);
    const [point] = operatingPoints(own[0]?.trials ?? []);
    return {
      engine,
      bins: sizeBins(
        own.flatMap(({ trials }) => trials),
        point?.threshold ?? 0,
      ),
    };
  });
}
