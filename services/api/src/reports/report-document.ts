import type { ReportLanguage } from '@hadir/db';

/**
 * What a value is, and so how each format writes it. `code`: short text that never wraps. `day`: `YYYY-MM-DD`. `time`, `moment`:
 * a Date, shown in campus time. `percent`: 0 to 100. `status` and `mark`: an attendance status, as a word and as a letter.
 */
export type ColumnKind =
  | 'text'
  | 'code'
  | 'day'
  | 'time'
  | 'moment'
  | 'count'
  | 'percent'
  | 'score'
  | 'status'
  | 'mark'
  | 'flag';

export type Value = string | number | boolean | Date | null;
export type Row = Readonly<Record<string, Value>>;

export type Column = {
  /** Its name in JSON and CSV, whatever the language. */
  readonly key: string;
  readonly title: string;
  readonly kind: ColumnKind;
  /** In characters: the width of a sheet's column, and the share of a page. */
  readonly width: number;
  /** Added up into the totals. */
  readonly summed?: boolean;
  /** Written vertically above a narrow column of a page. */
  readonly upright?: boolean;
};

export type Fact = { readonly label: string; readonly value: string | number };

/** One report, before it has a format. */
export type ReportDocument = {
  /** `session-sheet` */
  readonly name: string;
  readonly title: string;
  readonly lang: ReportLanguage;
  readonly timeZone: string;
  /** What it is about, and what it was limited to. */
  readonly about: readonly Fact[];
  readonly columns: readonly Column[];
  /** Some at a time; read once. */
  readonly rows: AsyncIterable<readonly Row[]>;
  /** Values of the last line beside the sums, from the sums: such as a percentage. */
  readonly totals?: (sums: Readonly<Record<string, number>>) => Row;
  /** Letters that stand for statuses, explained. */
  readonly legend?: string;
  readonly signed: boolean;
  /** Without an extension. */
  readonly fileName: string;
};

/** Counts rows while they pass: the sums of the columns that are summed, and how often each status came. */
export function createTally({ columns, totals }: Pick<ReportDocument, 'columns' | 'totals'>) {
  const summed = columns.filter((column) => column.summed).map(({ key }) => key);
  const status = columns.find(({ kind }) => kind === 'status')?.key;
  const sums: Record<string, number> = Object.fromEntries(summed.map((key) => [key, 0]));
  const statuses: Record<string, number> = {};
  let rows = 0;
  return {
    note(row: Row): void {
      rows += 1;
      for (const key of summed) sums[key] = (sums[key] ?? 0) + Number(row[key] ?? 0);
      if (status === undefined) return;
      const name = String(row[status] ?? 'pending');
      statuses[name] = (statuses[name] ?? 0) + 1;
    },
    rows: () => rows,
    /** Undefined for a report that adds nothing up. */
    totals: (): Row | undefined => (summed.length > 0 ? { ...sums, ...totals?.(sums) } : undefined),
    statuses: (): Readonly<Record<string, number>> => statuses,
  };
}
