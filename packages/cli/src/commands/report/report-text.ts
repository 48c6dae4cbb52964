import { z } from 'zod';
import type { Context } from '../../command/context.ts';
import { table } from '../../output/table.ts';

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const record = z.record(z.string(), cell);

export const ReportModel = z.looseObject({
  title: z.string(),
  about: z.array(z.looseObject({ label: z.string(), value: z.union([z.string(), z.number()]) })),
  columns: z.array(z.looseObject({ key: z.string(), title: z.string(), kind: z.string() })),
  rows: z.array(record),
  totals: record.nullable(),
  statuses: z.record(z.string(), z.number()),
});
export type ReportModel = z.output<typeof ReportModel>;
type Cell = z.output<typeof cell>;

const RIGHT = new Set(['count', 'percent', 'score']);
const DIGITS: Readonly<Record<string, number>> = { percent: 1, score: 3 };

/** A report to read in a terminal. */
export function reportText(report: ReportModel, { screen, time }: Context): string {
  const { title, about, columns, rows, totals, statuses } = report;
  const top = [title, ...about.map(({ label, value }) => `${label}: ${value}`)].join('\n');
  if (rows.length === 0) return `${top}\n\nThere is nothing to report with these filters.`;
  const shown = columns.map(({ key, title: name, kind }) => ({
    title: name,
    value: (row: Readonly<Record<string, Cell>>) => shownAs(row[key] ?? null, kind, time),
    align: RIGHT.has(kind) ? ('right' as const) : ('left' as const),
    flexible: kind === 'text',
  }));
  const first = columns[0]?.key ?? '';
  const lines = totals ? [...rows, { ...totals, [first]: 'total' }] : rows;
  const counted = Object.entries(statuses).map(([status, number]) => `${number} ${status}`);
  return [top, table(lines, shown, screen.width), counted.join(', ')]
    .filter((part) => part !== '')
    .join('\n\n');
}

function shownAs(value: Cell, kind: string, time: Context['time']): string | number | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value.toFixed(DIGITS[kind] ?? 0);
  if (value !== null && kind === 'time') return time.hourMinute(value);
  return value !== null && kind === 'moment' ? time.time(value) : value;
}
