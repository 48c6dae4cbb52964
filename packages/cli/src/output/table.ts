import { padEnd, padStart, printable, textWidth, truncate } from './text-width.ts';

export type Column<Row> = {
  readonly title: string;
  readonly value: (row: Row) => string | number | null;
  readonly align?: 'left' | 'right';
  /** May be cut when the terminal is narrow; ids, numbers and times never are. */
  readonly flexible?: boolean;
};

const GAP = '  ';
const NOTHING = '–';
/** Below this a cut column tells nothing. */
const LEAST_FLEXIBLE_WIDTH = 12;

/** Rows under their titles, aligned; flexible columns are cut until a line fits into `width` (Infinity: never). */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string {
  const cells = rows.map((row) => columns.map(({ value }) => cell(value(row))));
  const widths = columnWidths(columns, cells, width);
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, at) => fit(text, widths[at] ?? 0, columns[at]?.align))
      .join(GAP)
      .trimEnd();
  return [line(columns.map(({ title }) => title.toUpperCase())), ...cells.map(line)].join('\n');
}

/** `name  value` lines, for one thing. */
export function facts(pairs: readonly (readonly [name: string, value: string | number | null])[]): string {
  const width = Math.max(...pairs.map(([name]) => textWidth(name)));
  return pairs.map(([name, value]) => `${padEnd(name, width)}${GAP}${cell(value)}`).join('\n');
}

function cell(value: string | number | null): string {
  return value === null || value === '' ? NOTHING : printable(String(value));
}

function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = truncate(text, width);
  return align === 'right' ? padStart(cut, width) : padEnd(cut, width);
}

function columnWidths<Row>(
  columns: readonly Column<Row>[],
  cells: readonly (readonly string[])[],
  width: number,
): number[] {
  const widths = columns.map(({ title }, at) =>
    Math.max(textWidth(title), ...cells.map((row) => textWidth(row[at] ?? ''))),
  );
  const total = (): number => widths.reduce((sum, each) => sum + each, 0) + GAP.length * (widths.length - 1);
  while (total() > width) {
    const widest = widestFlexible(columns, widths);
    if (widest === undefined) break;
    widths[widest] = Math.max(LEAST_FLEXIBLE_WIDTH, (widths[widest] ?? 0) - (total() - width));
  }
  return widths;
}

function widestFlexible<Row>(columns: readonly Column<Row>[], widths: readonly number[]): number | undefined {
  const [widest] = columns
    .map(({ flexible }, at) => ({ at, width: flexible ? (widths[at] ?? 0) : 0 }))
    .filter(({ width }) => width > LEAST_FLEXIBLE_WIDTH)
    .sort((a, b) => b.width - a.width);
  return widest?.at;
}
