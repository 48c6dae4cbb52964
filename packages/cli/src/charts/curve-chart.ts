import { type ScaleContinuousNumeric, scaleLinear, scaleLog } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { type ChartText, chart } from './chart-frame.ts';
import { escapeText } from './escape-text.ts';
import { dashOf, legend, marker, px } from './series.ts';

export type CurvePoint = { readonly x: number; readonly y: number };

export type Curve = {
  readonly name: string;
  /** From the strictest threshold on, `x` growing. */
  readonly points: readonly CurvePoint[];
  /** Places that are told apart, each with what it is. */
  readonly marks: readonly (CurvePoint & { readonly title: string })[];
};

export type CurveChart = ChartText & {
  readonly xTitle: string;
  readonly yTitle: string;
  /** `log` from the least share that these probes can show; a share of 0 is drawn on its edge. */
  readonly yScale: 'log' | 'linear';
  readonly xLeast: number;
  readonly yLeast: number;
  readonly curves: readonly Curve[];
};

const [WIDTH, HEIGHT] = [640, 420];
const PLOT = { left: 70, right: WIDTH - 20, top: 48, bottom: HEIGHT - 56 } as const;
const DECADES = [0.0001, 0.001, 0.01, 0.1, 1] as const;
const STEPS = [2, 5] as const;

type Scale = ScaleContinuousNumeric<number, number>;

/** DET and ROC curves: shares against shares, as steps. */
export function curveChart(given: CurveChart): string {
  const { curves, xLeast, yLeast, yScale } = given;
  const x = scaleLog([xLeast, 1], [PLOT.left, PLOT.right]).clamp(true);
  const y = (yScale === 'log' ? scaleLog() : scaleLinear())
    .domain([yLeast, 1])
    .range([PLOT.bottom, PLOT.top])
    .clamp(true);
  const yTicks = yScale === 'log' ? logTicks(yLeast) : y.ticks(8);
  const body = [
    legend(
      curves.map(({ name }) => name),
      PLOT.left,
      22,
    ),
    grid(x, y, logTicks(xLeast), yTicks),
    axisTitles(given),
    ...curves.map((curve, index) => drawCurve(curve, index, x, y)),
  ];
  return chart(given, WIDTH, HEIGHT, body.join(''));
}

function drawCurve({ name, points, marks }: Curve, index: number, x: Scale, y: Scale): string {
  const path = line<CurvePoint>()
    .x((point) => Math.round(x(point.x) * 10) / 10)
    .y((point) => Math.round(y(point.y) * 10) / 10)
    .curve(curveStepAfter);
  const drawn = `<path class="line s${index}" stroke-dasharray="${dashOf(index)}" d="${path(points) ?? ''}"><title>${escapeText(name)}</title></path>`;
  return drawn + marks.map((mark) => marker(index, x(mark.x), y(mark.y), mark.title)).join('');
}

function grid(x: Scale, y: Scale, xTicks: readonly number[], yTicks: readonly number[]): string {
  const vertical = xTicks.map(
    (value) =>
      `<path class="grid" d="M${px(x(value))} ${PLOT.top}V${PLOT.bottom}"/><text class="tick" text-anchor="middle" x="${px(x(value))}" y="${PLOT.bottom + 18}">${percentOf(value)}</text>`,
  );
  const horizontal = yTicks.map(
    (value) =>
      `<path class="grid" d="M${PLOT.left} ${px(y(value))}H${PLOT.right}"/><text class="tick" text-anchor="end" x="${PLOT.left - 8}" y="${px(y(value))}" dy=".35em">${percentOf(value)}</text>`,
  );
  const axes = `<path class="axis" d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}"/>`;
  return vertical.join('') + horizontal.join('') + axes;
}

function axisTitles({ xTitle, yTitle }: CurveChart): string {
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return `<text text-anchor="middle" x="${(PLOT.left + PLOT.right) / 2}" y="${HEIGHT - 14}">${escapeText(xTitle)}</text><text text-anchor="middle" transform="translate(18 ${middle}) rotate(-90)">${escapeText(yTitle)}</text>`;
}

function logTicks(least: number): number[] {
  const ticks = DECADES.flatMap((decade) => [decade, ...STEPS.map((step) => step * decade)]);
  return ticks.filter((tick) => tick >= least && tick <= 1);
}

function percentOf(value: number): string {
  return `${Number((value * 100).toPrecision(3))} %`;
}
