import { scaleLinear } from 'd3-scale';
import { type ChartText, chart } from './chart-frame.ts';
import { escapeText } from './escape-text.ts';
import { legend, marker, px } from './series.ts';

/** One share with its interval. */
export type IntervalValue = { readonly value: number; readonly low: number; readonly high: number };

export type IntervalChart = ChartText & {
  readonly xTitle: string;
  readonly series: readonly string[];
  /** A value for each series; null where there is none. */
  readonly rows: readonly { readonly label: string; readonly values: readonly (IntervalValue | null)[] }[];
};

const WIDTH = 640;
const [LEFT, RIGHT, TOP] = [150, WIDTH - 30, 44];
const SERIES_HEIGHT = 16;
const ROW_GAP = 12;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1] as const;

/** Shares from 0 to 1 side by side, a row for each group and a line for each series. */
export function intervalChart(given: IntervalChart): string {
  const { series, rows, xTitle } = given;
  const rowHeight = series.length * SERIES_HEIGHT + ROW_GAP;
  const bottom = TOP + rows.length * rowHeight;
  const x = scaleLinear([0, 1], [LEFT, RIGHT]);
  const ticks = TICKS.map(
    (tick) =>
      `<path class="grid" d="M${px(x(tick))} ${TOP}V${bottom}"/><text class="tick" text-anchor="middle" x="${px(x(tick))}" y="${bottom + 18}">${tick * 100} %</text>`,
  );
  const lines = rows.map(({ label, values }, row) => {
    const top = TOP + row * rowHeight + ROW_GAP / 2;
    const marks = values.map((value, index) =>
      value ? mark(x, value, index, top + (index + 0.5) * SERIES_HEIGHT, `${label}, ${series[index]}`) : '',
    );
    const middle = top + (series.length * SERIES_HEIGHT) / 2;
    return `<text text-anchor="end" x="${LEFT - 12}" y="${middle}" dy=".35em">${escapeText(label)}</text>${marks.join('')}`;
  });
  const title = `<text text-anchor="middle" x="${(LEFT + RIGHT) / 2}" y="${bottom + 40}">${escapeText(xTitle)}</text>`;
  const body = legend(series, LEFT, 20) + ticks.join('') + lines.join('') + title;
  return chart(given, WIDTH, bottom + 52, body);
}

function mark(
  x: (value: number) => number,
  { value, low, high }: IntervalValue,
  index: number,
  y: number,
  title: string,
): string {
  const shown = `${title}: ${(value * 100).toFixed(1)} % (${(low * 100).toFixed(1)} to ${(high * 100).toFixed(1)})`;
  return `<path class="bar s${index % 4}" d="M${px(x(low))} ${px(y)}H${px(x(high))}"/>${marker(index, x(value), y, shown)}`;
}
