import { type CurveChart, type CurvePoint, curveChart } from '../../charts/curve-chart.ts';
import { type IntervalValue, intervalChart } from '../../charts/interval-chart.ts';
import type { EvaluationReport, RunReport } from './evaluation-report.ts';

export type NamedChart = {
  /** Of the file, without its end. */
  readonly name: string;
  readonly condition: string | null;
  readonly caption: string;
  readonly svg: string;
};

/** Curves for each condition with a line for each engine, and DIR by condition and by face size. */
export function reportCharts(report: EvaluationReport): NamedChart[] {
  const conditions = [...new Set(report.runs.map(({ condition }) => condition))];
  return [
    byCondition(report, conditions),
    bySize(report),
    ...conditions.flatMap((condition) => {
      const runs = report.runs.filter((run) => run.condition === condition);
      return [curves('det', condition, runs), curves('roc', condition, runs)];
    }),
  ];
}

function curves(kind: 'det' | 'roc', condition: string, runs: readonly RunReport[]): NamedChart {
  const yOf = (miss: number): number => (kind === 'det' ? miss : 1 - miss);
  const [known, strangers] = [runs[0]?.known.probes ?? 1, runs[0]?.strangers.probes ?? 1];
  const name = `${kind}-${condition.replaceAll('+', '-')}`;
  const shown = runs.map(({ engine, curve, operatingPoints }) => ({
    name: engine,
    points: curve.map(({ fpir, fnir }): CurvePoint => ({ x: fpir, y: yOf(fnir) })),
    marks: operatingPoints.map(({ at, fpir, dir }) => {
      const title = `${engine}, ${at}: DIR ${(dir * 100).toFixed(1)} %`;
      return { x: fpir, y: yOf(1 - dir), title };
    }),
  }));
  const given: CurveChart = {
    id: name,
    title: `${kind === 'det' ? 'DET' : 'ROC'}, ${condition}`,
    description: `${kind === 'det' ? 'Known faces missed' : 'Known faces identified'} against strangers accepted, a line for each engine. ${runs.map(sentence).join(' ')}`,
    xTitle: 'FPIR: strangers accepted',
    yTitle: kind === 'det' ? 'FNIR: known faces missed' : 'DIR: known faces identified',
    yScale: kind === 'det' ? 'log' : 'linear',
    // Half of what one probe is worth: the place of "none".
    xLeast: 0.5 / Math.max(1, strangers),
    yLeast: kind === 'det' ? 0.5 / Math.max(1, known) : leastShown(shown.flatMap(({ points }) => points)),
    curves: shown,
  };
  return {
    name,
    condition,
    caption: `${given.title}. Marks: ${markedPoints(runs)}.`,
    svg: curveChart(given),
  };
}

/** The whole tens below the lowest point, so that good engines can be told apart. */
function leastShown(points: readonly CurvePoint[]): number {
  const least = Math.min(1, ...points.map(({ y }) => y));
  return Math.max(0, Math.min(0.9, Math.floor(least * 10) / 10));
}

function markedPoints([run]: readonly RunReport[]): string {
  return run?.operatingPoints.map(({ at }) => at).join(' and ') ?? '';
}

function sentence({ engine, operatingPoints }: RunReport): string {
  const points = operatingPoints.map(({ at, dir }) => `DIR ${(dir * 100).toFixed(1)} % at ${at}`);
  return `${engine}: ${points.join(', ')}.`;
}

function byCondition({ runs }: EvaluationReport, conditions: readonly string[]): NamedChart {
  const engines = [...new Set(runs.map(({ engine }) => engine))];
  const rows = conditions.map((condition) => ({
    label: condition,
    values: engines.map((engine): IntervalValue | null => {
      const run = runs.find((each) => each.engine === engine && each.condition === condition);
      const point = run?.operatingPoints[0];
      return point ? { value: point.dir, ...point.dirInterval } : null;
    }),
  }));
  const caption = 'DIR at FPIR 1 % under each condition, with 95 % intervals.';
  const svg = intervalChart({
    ...{ id: 'conditions', title: 'DIR by condition', xTitle: 'DIR at FPIR 1 %', series: engines, rows },
    description: `${caption} ${describe(engines, rows)}`,
  });
  return { name: 'conditions', condition: null, caption, svg };
}

function bySize({ sizes }: EvaluationReport): NamedChart {
  const engines = sizes.map(({ engine }) => engine);
  const labels = [...new Set(sizes.flatMap(({ bins }) => bins.map(sizeLabel)))];
  const rows = labels.map((label) => ({
    label,
    values: sizes.map(({ bins }): IntervalValue | null => {
      const bin = bins.find((each) => sizeLabel(each) === label);
      return bin && bin.known > 0 ? { value: bin.dir.value, ...bin.dir.interval } : null;
    }),
  }));
  const caption =
    'DIR by width of the face as found (as shown, where none was found), all conditions together, at the threshold of the first condition for FPIR 1 %, with 95 % intervals.';
  const svg = intervalChart({
    ...{ id: 'sizes', title: 'DIR by face size', xTitle: 'DIR', series: engines, rows },
    description: `${caption} ${describe(engines, rows)}`,
  });
  return { name: 'sizes', condition: null, caption, svg };
}

export function sizeLabel({
  fromPx,
  belowPx,
}: {
  readonly fromPx: number;
  readonly belowPx: number | null;
}): string {
  if (belowPx === null) return `${fromPx} px and more`;
  return fromPx === 0 ? `under ${belowPx} px` : `${fromPx} to ${belowPx} px`;
}

function describe(
  engines: readonly string[],
  rows: readonly { readonly label: string; readonly values: readonly (IntervalValue | null)[] }[],
): string {
  return rows
    .map(({ label, values }) => {
      const each = values.map((value, at) =>
        value ? `${engines[at]} ${(value.value * 100).toFixed(1)} %` : '',
      );
      return `${label}: ${each.filter(Boolean).join(', ')}.`;
    })
    .join(' ');
}
