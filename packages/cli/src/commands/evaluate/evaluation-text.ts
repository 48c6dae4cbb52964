import { facts, table } from '../../output/table.ts';
import type {
  Counted,
  EvaluationReport,
  OperatingPoint,
  RunReport,
  ShippedPoint,
} from './evaluation-report.ts';
import { interval, percent, share } from './figures.ts';

/** The figures that count, each with the number of probes behind it. */
export function evaluationText(report: EvaluationReport, width: number): string {
  const { enrolled, known, strangers, runs } = report;
  const engines = new Map(runs.map(({ engine, modelVersion }) => [engine, modelVersion]));
  const about = facts([
    ['Engines', [...engines].map(([name, version]) => `${name} (${version})`).join(', ')],
    ['Enrolled', `${enrolled.people} people with ${enrolled.photos} photos${missed(enrolled.missed)}`],
    ['Known probes', `${known.probes}${missed(known.missed)}`],
    ['Stranger probes', `${strangers.probes}${missed(strangers.missed)}`],
  ]);
  return [about, ...runs.map((run) => runText(run, width)), ...comparisonText(report, width)].join('\n\n');
}

function runText(run: RunReport, width: number): string {
  const { engine, condition, rank1, rank1Interval, known, strangers, cpuMs } = run;
  const missing = [lost(known, 'known'), lost(strangers, 'stranger')].filter(Boolean).join(', ');
  const cpu = Object.entries(cpuMs).map(([stage, ms]) => `${stage} ${ms.toFixed(1)}`);
  return [
    `${engine}, ${condition}: rank-1 ${share(rank1)} (${interval(rank1Interval)})${missing && `; no face in ${missing}`}`,
    table(pointRows(run), POINT_COLUMNS, width),
    ...agreementLines(run.operatingPoints),
    `CPU ms: ${cpu.join(', ')}.`,
  ].join('\n');
}

type Row = {
  readonly at: string;
  readonly threshold: number;
  readonly dir: string;
  readonly wrong: number;
  readonly accepted: string;
};

const POINT_COLUMNS = [
  { title: 'at', value: ({ at }: Row) => at },
  { title: 'threshold', value: ({ threshold }: Row) => threshold.toFixed(3), align: 'right' },
  { title: 'DIR (95 %)', value: ({ dir }: Row) => dir },
  { title: 'wrong', value: ({ wrong }: Row) => wrong, align: 'right' },
  { title: 'strangers', value: ({ accepted }: Row) => accepted, align: 'right' },
] as const;

function pointRows({ operatingPoints, carried, halves, shipped }: RunReport): Row[] {
  const row = (at: string, point: Omit<ShippedPoint, 'margin'>): Row => ({
    at,
    threshold: point.threshold,
    dir: `${share(point.dir)} (${interval(point.dirInterval)})`,
    wrong: point.wrong,
    accepted: `${point.strangersAccepted} of ${point.strangers}`,
  });
  return [
    ...operatingPoints.map((point) => row(point.at, point)),
    ...(carried ?? []).map((point) => row(`${point.at} of the first condition`, point)),
    ...(halves ?? []).flatMap(({ chosenOn, reportedOn, points, shipped: fixed }) => [
      ...points.map((point) => row(`${point.at} of the ${chosenOn} half, on the ${reportedOn}`, point)),
      row(`shipped, on the ${reportedOn} half`, fixed),
    ]),
    row(`shipped, margin ${shipped.margin}`, shipped),
  ];
}

function agreementLines(points: readonly OperatingPoint[]): string[] {
  return points.flatMap(({ at, agreement }) =>
    agreement
      ? [
          `Engines must not contradict each other, ${at}: refuses ${agreement.rightRefused} right, stops ${agreement.wrongStopped} wrong and ${agreement.strangersStopped} strangers; DIR ${share(agreement.dir)}.`,
        ]
      : [],
  );
}

function comparisonText({ comparisons }: EvaluationReport, width: number): string[] {
  if (comparisons.length === 0) return [];
  type Each = (typeof comparisons)[number];
  const columns = [
    { title: 'condition', value: ({ condition }: Each) => condition },
    { title: 'DIR of', value: ({ engine, against }: Each) => `${engine} over ${against}` },
    { title: 'at', value: ({ at }: Each) => at },
    { title: 'difference', value: ({ difference }: Each) => percent(difference), align: 'right' },
    { title: '95 %', value: ({ interval: { low, high } }: Each) => `${percent(low)} to ${percent(high)}` },
  ] as const;
  return [table(comparisons, columns, width)];
}

function missed(count: number): string {
  return count === 0 ? '' : `, in ${count} no face was found`;
}

function lost({ missed: count }: Counted, what: string): string {
  return count === 0 ? '' : `${count} ${what}`;
}
