import { numberCell } from './number-formats.ts';
import type { Workbook } from './read-workbook.ts';
import { readXml } from './read-xml.ts';
import { type Cell, emptyCell, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, type TableRow } from './table.ts';

type Open = {
  readonly row: number;
  readonly at: number;
  type: string;
  style: number;
  value: string;
  isFormula: boolean;
};
type Reading = {
  readonly workbook: Workbook;
  readonly rows: Map<number, Cell[]>;
  readonly merges: string[];
  row: number;
  at: number;
  cell: Open | undefined;
  isValue: boolean;
  hasTooManyColumns: boolean;
};
export type SheetRows = { readonly rows: readonly TableRow[]; readonly hasTooManyColumns: boolean };
/** Far more than anybody merges by hand. */
const MOST_MERGES = 1000;
type Attributes = Readonly<Record<string, string>>;

/** Rows that hold something, and of those no more than tell that there are too many. */
export async function readSheet(xml: string, workbook: Workbook): Promise<SheetRows> {
  const reading: Reading = {
    workbook,
    rows: new Map(),
    merges: [],
    row: 0,
    at: -1,
    cell: undefined,
    isValue: false,
    hasTooManyColumns: false,
  };
  await readXml(xml, {
    open(name, attributes) {
      opened[name]?.(reading, attributes);
      reading.isValue = name === 'v' || name === 't';
    },
    text(found) {
      const { cell, isValue } = reading;
      if (isValue && cell && cell.value.length < LONGEST_CELL) cell.value += found;
    },
    close(name) {
      reading.isValue = false;
      if (name === 'c') keepCell(reading);
    },
  });
  for (const merge of reading.merges) markMerged(reading.rows, merge);
  const rows = [...reading.rows].map(([row, cells]) => ({ row, cells: Array.from(cells, orEmpty) }));
  return { rows: rows.toSorted((a, b) => a.row - b.row), hasTooManyColumns: reading.hasTooManyColumns };
}

const opened: Readonly<Record<string, (reading: Reading, attributes: Attributes) => void>> = {
  row(reading, { r }) {
    reading.row = r ? Number(r) : reading.row + 1;
    reading.at = -1;
  },
  c(reading, { r, t: type = 'n', s: style = '0' }) {
    reading.at = r ? columnOf(r) : reading.at + 1;
    const { row, at } = reading;
    reading.cell = { row, at, type, style: Number(style), value: '', isFormula: false };
  },
  f({ cell }) {
    if (cell) cell.isFormula = true;
  },
  mergeCell({ merges }, { ref = '' }) {
    if (merges.length < MOST_MERGES) merges.push(ref);
  },
};

function keepCell(reading: Reading): void {
  const { cell: open, rows, workbook } = reading;
  reading.cell = undefined;
  if (!open) return;
  const cell = cellOf(open, workbook);
  if (cell.text === '' && cell.kind === 'text') return;
  if (open.at >= MOST_COLUMNS) reading.hasTooManyColumns = true;
  else if (rows.has(open.row) || rows.size < MOST_ROWS + 2) put(rows, open, cell);
}

const orEmpty = (cell: Cell | undefined): Cell => cell ?? emptyCell;

function put(reading: Map<number, Cell[]>, { row, at }: Pick<Open, 'row' | 'at'>, cell: Cell): void {
  const cells = reading.get(row) ?? [];
  cells[at] = cell;
  reading.set(row, cells);
}

function cellOf({ type, style, value, isFormula }: Open, workbook: Workbook): Cell {
  if (isFormula && value === '' && type !== 'str') return { text: '', kind: 'uncalculated' };
  switch (type) {
    case 's':
      return textCell(workbook.sharedTexts[Number(value)] ?? '');
    case 'e':
      return { text: value, kind: 'error' };
    case 'b':
      return textCell(value === '1' ? 'TRUE' : 'FALSE');
    case 'd':
      return { text: value.slice(0, 19), kind: 'moment' };
    case 'n':
      return numberCell(value, workbook.formats[style] ?? { kind: 'plain' }, workbook.is1904);
    default:
      return textCell(value);
  }
}

function textCell(text: string): Cell {
  return { text: text.trim().slice(0, LONGEST_CELL), kind: 'text' };
}

/** Marks what a merged area covers beside its first cell, in rows that hold something. */
function markMerged(reading: Map<number, Cell[]>, ref: string): void {
  const [from = '', to = from] = ref.split(':');
  const [top, bottom] = [rowOf(from), rowOf(to)];
  const [left, right] = [columnOf(from), Math.min(columnOf(to), MOST_COLUMNS - 1)];
  for (const [row, cells] of reading) {
    if (row < top || row > bottom) continue;
    for (let at = left; at <= right; at += 1) {
      if (row !== top || at !== left) cells[at] = { text: '', kind: 'merged' };
    }
  }
}

/** `C7` is 2. */
function columnOf(reference: string): number {
  let at = 0;
  for (const letter of /^[A-Z]{1,3}/.exec(reference)?.[0] ?? 'A') at = at * 26 + letter.charCodeAt(0) - 64;
  return at - 1;
}

function rowOf(reference: string): number {
  return Number(/\d+$/.exec(reference)?.[0] ?? 0);
}
