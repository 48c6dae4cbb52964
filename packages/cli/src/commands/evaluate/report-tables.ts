import { htmlTable } from '../../charts/html-page.ts';
import type { CarriedPoint, EvaluationReport, OperatingPoint, RunReport } from './evaluation-report.ts';
import { interval, percent, share } from './figures.ts';
import { sizeLabel } from './report-charts.ts';

const number = true;

type Point = Pick<
  CarriedPoint,
  'threshold' | 'dir' | 'dirInterval' | 'wrong' | 'strangersAccepted' | 'strangers'
>;
type PointRow = { readonly run: RunReport; readonly how: string; readonly point: Point };

/** Every threshold of every run: of its own strangers, of the first condition, and as shipped. */
export function thresholdTable({ runs }: EvaluationReport): string {
  const rows = runs.flatMap((run): PointRow[] => [
    ...run.operatingPoints.map((point) => ({ run, how: point.at, point })),
    ...(run.carried ?? []).map((point) => ({ run, how: `${point.at} of the first condition`, point })),
    { run, how: `shipped, margin ${run.shipped.margin}`, point: run.shipped },
  ]);
  return pointTable('Thresholds and what they do', rows);
}

export function halvesTable({ runs }: EvaluationReport): string {
  const rows = runs.flatMap((run) =>
    (run.halves ?? []).flatMap(({ chosenOn, reportedOn, points, shipped }): PointRow[] => [
      ...points.map((point) => ({
        run,
        how: `${point.at}, chosen on the ${chosenOn} half, on the ${reportedOn}`,
        point,
      })),
      { run, how: `shipped, on the ${reportedOn} half`, point: shipped },
    ]),
  );
  return rows.length === 0
    ? ''
    : pointTable('Thresholds chosen on one half of the people, reported on the other', rows);
}

function pointTable(caption: string, rows: readonly PointRow[]): string {
  return htmlTable(caption, rows, [
    { title: 'engine', value: ({ run }) => run.engine },
    { title: 'condition', value: ({ run }) => run.condition },
    { title: 'at', value: ({ how }) => how },
    { title: 'threshold', value: ({ point }) => share(point.threshold), isNumber: number },
    { title: 'DIR', value: ({ point }) => share(point.dir), isNumber: number },
    { title: '95 %', value: ({ point }) => interval(point.dirInterval) },
    { title: 'wrong person', value: ({ point }) => String(point.wrong), isNumber: number },
    {
      title: 'strangers',
      value: ({ point }) => `${point.strangersAccepted} of ${point.strangers}`,
      isNumber: number,
    },
  ]);
}

export function missesTable({ runs }: EvaluationReport): string {
  return htmlTable('Rank-1, faces that were not found, and CPU milliseconds', runs, [
    { title: 'engine', value: ({ engine }) => engine },
    { title: 'condition', value: ({ condition }) => condition },
    { title: 'rank-1', value: ({ rank1, rank1Interval }) => `${share(rank1)} (${interval(rank1Interval)})` },
    { title: 'known', value: ({ known }) => `${known.missed} of ${known.probes}`, isNumber: number },
    {
      title: 'strangers',
      value: ({ strangers }) => `${strangers.missed} of ${strangers.probes}`,
      isNumber: number,
    },
    ...(['decode', 'detect', 'describe', 'search'] as const).map((stage) => ({
      title: stage,
      value: ({ cpuMs }: RunReport) => cpuMs[stage].toFixed(1),
      isNumber: number,
    })),
  ]);
}

/** What it costs and what it stops that engines must not contradict each other. */
export function agreementTable({ runs }: EvaluationReport): string {
  type Row = { readonly run: RunReport; readonly point: OperatingPoint };
  const rows = runs.flatMap((run) => run.operatingPoints.map((point): Row => ({ run, point })));
  const asked = rows.filter(({ point }) => point.agreement !== null);
  if (asked.length === 0) return '';
  return htmlTable('No mark when the engines contradict each other: what it costs and what it stops', asked, [
    { title: 'engine', value: ({ run }) => run.engine },
    { title: 'condition', value: ({ run }) => run.condition },
    { title: 'at', value: ({ point }) => point.at },
    { title: 'right refused', value: ({ point }) => String(point.agreement?.rightRefused), isNumber: number },
    { title: 'wrong stopped', value: ({ point }) => String(point.agreement?.wrongStopped), isNumber: number },
    {
      title: 'strangers stopped',
      value: ({ point }) => String(point.agreement?.strangersStopped),
      isNumber: number,
    },
    { title: 'DIR without', value: ({ point }) => share(point.dir), isNumber: number },
    { title: 'DIR with', value: ({ point }) => share(point.agreement?.dir ?? 0), isNumber: number },
  ]);
}

export function comparisonTable({ comparisons }: EvaluationReport): string {
  if (comparisons.length === 0) return '';
  return htmlTable('How much higher DIR is, on the same people and strangers', comparisons, [
    { title: 'condition', value: ({ condition }) => condition },
    { title: 'engines', value: ({ engine, against }) => `${engine} over ${against}` },
    { title: 'at', value: ({ at }) => at },
    { title: 'difference', value: ({ difference }) => percent(difference), isNumber: number },
    { title: '95 %', value: ({ interval: { low, high } }) => `${percent(low)} to ${percent(high)}` },
  ]);
}

export function sizeTable({ sizes }: EvaluationReport): string {
  const rows = sizes.flatMap(({ engine, bins }) => bins.map((bin) => ({ engine, bin })));
  return htmlTable('By width of the face', rows, [
    { title: 'engine', value: ({ engine }) => engine },
    { title: 'width', value: ({ bin }) => sizeLabel(bin) },
    { title: 'known', value: ({ bin }) => String(bin.known), isNumber: number },
    { title: 'DIR', value: ({ bin }) => `${share(bin.dir.value)} (${interval(bin.dir.interval)})` },
    { title: 'strangers', value: ({ bin }) => String(bin.strangers), isNumber: number },
    { title: 'FPIR', value: ({ bin }) => `${share(bin.fpir.value)} (${interval(bin.fpir.interval)})` },
  ]);
}
