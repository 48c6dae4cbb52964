import { type ColumnRule, type Columns, letterOf, matchColumns } from './columns.ts';
import { type Problem, problem } from './problem.ts';
import { type Cell, MOST_ROWS, type Table, type TableRow } from './table/table.ts';

/** One row by its fields. A field whose column is not there has no cell; where the column is there an empty cell has no text. */
export type ImportRecord = {
  readonly row: number;
  readonly cells: ReadonlyMap<string, Cell>;
};
export type Records = {
  readonly records: readonly ImportRecord[];
  readonly columns: Columns;
  readonly problems: readonly Problem[];
};

const none: Columns = new Map();

/** The rows below the header; those with a cell that cannot be read are left out, and said to be. */
export function readRecords(table: Table, rules: readonly ColumnRule[]): Records {
  const [header, ...rows] = table.rows;
  if (!header) {
    const hasError = table.problems.some(({ severity }) => severity === 'error');
    const empty = hasError
      ? []
      : [problem('empty-file', 'the file has no rows; its first must name the columns')];
    return { records: [], columns: none, problems: [...table.problems, ...empty] };
  }
  const { columns, problems } = matchColumns(header, rules);
  const found: Problem[] = [...table.problems, ...problems];
  if (problems.some(({ severity }) => severity === 'error')) return { records: [], columns, problems: found };
  if (rows.length > MOST_ROWS) {
    const message = `there are more than ${MOST_ROWS} rows; split the file`;
    return { records: [], columns, problems: [...found, problem('too-many-rows', message)] };
  }
  if (rows.length === 0)
    found.push(problem('no-rows', 'there is no row below the header', { row: header.row }));
  const records: ImportRecord[] = [];
  for (const row of rows) {
    const faults = faultsOf(row, header, columns);
    found.push(...faults);
    if (faults.length === 0) records.push({ row: row.row, cells: cellsOf(row, columns) });
  }
  return { records, columns, problems: found };
}

function cellsOf({ cells }: TableRow, columns: Columns): ReadonlyMap<string, Cell> {
  return new Map([...columns].map(([field, { at }]) => [field, cells[at] ?? { text: '', kind: 'text' }]));
}

function faultsOf({ row, cells }: TableRow, header: TableRow, columns: Columns): Problem[] {
  const extra = cells.findIndex(({ text }, at) => at >= header.cells.length && text !== '');
  const faults: Problem[] = [];
  if (extra >= 0) {
    const message = `this row has more cells than the header; quote a field that holds the delimiter`;
    faults.push(problem('extra-cells', message, { row, column: letterOf(extra) }));
  }
  for (const { at, title } of columns.values()) {
    const cell = cells[at];
    const fault = cell && faultOf(cell);
    if (fault) faults.push(problem(fault.code, fault.message, { row, column: title }));
  }
  return faults;
}

function faultOf({ text, kind }: Cell): Pick<Problem, 'code' | 'message'> | undefined {
  switch (kind) {
    case 'merged':
      return { code: 'merged-cells', message: 'this cell is merged with others; unmerge it and fill each' };
    case 'error':
      return { code: 'cell-error', message: `the cell shows ${text}; mend its formula or write the value` };
    case 'uncalculated':
      return {
        code: 'no-value-of-formula',
        message: 'the formula has no value; open the file in a spreadsheet program and save it',
      };
    default:
      return textFault(text);
  }
}

function textFault(text: string): Pick<Problem, 'code' | 'message'> | undefined {
  if (text.startsWith('=')) {
    return { code: 'formula-text', message: 'this is the text of a formula; write its value' };
  }
  if (/\p{Cc}|\ufffd/u.test(text)) {
    return {
      code: 'bad-characters',
      message: 'the cell holds a line break, a control character or one that was lost; write it anew',
    };
  }
  return undefined;
}
